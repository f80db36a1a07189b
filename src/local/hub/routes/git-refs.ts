import { z } from "zod";
import { userOf } from "../actor.ts";
import { notFound, Refusal } from "../errors.ts";
import { updateObstacle } from "../model/branch-rules.ts";
import { announceRefs, moveRef } from "../model/refs.ts";
import { guardCommits } from "../model/workflow-guard.ts";
import { paginate } from "../pages.ts";
import { nodeId } from "../render/node-id.ts";
import { repoUrl } from "../render/repo.ts";
import { type Answer, bodyOf, type RepoCall, repoRoute, type Route } from "../router.ts";
import { CONTENTS_READ, CONTENTS_WRITE } from "./contents-access.ts";

export const gitRefRoutes: Route[] = [
  repoRoute("GET", "/git/ref/{ref}", CONTENTS_READ, async (call) => {
    const ref = fullRef(call);
    const sha = await shaOf(call, ref);
    if (!sha) throw notFound();
    return { status: 200, json: await refJson(call, ref, sha) };
  }),
  repoRoute("GET", "/git/matching-refs/{ref}", CONTENTS_READ, matching),
  repoRoute("POST", "/git/refs", CONTENTS_WRITE, create),
  repoRoute("PATCH", "/git/refs/{ref}", CONTENTS_WRITE, update),
  repoRoute("DELETE", "/git/refs/{ref}", CONTENTS_WRITE, remove),
];

const fullRef = (call: RepoCall): string => `refs/${(call.params["ref"] ?? "").replace(/^refs\//, "")}`;

function shaOf(call: RepoCall, ref: string): Promise<string | undefined> {
  return call.ctx.git(call.repo).readRef(ref);
}

async function refJson(call: RepoCall, ref: string, sha: string): Promise<object> {
  const type = (await call.ctx.git(call.repo).typeOf(sha)) ?? "commit";
  const api = `${repoUrl(call.ctx, call.repo)}/git`;
  return {
    ref,
    node_id: `${nodeId("REF", call.repo.id)}.${ref}`,
    url: `${api}/${ref}`,
    object: { type, sha, url: `${api}/${type}s/${sha}` },
  };
}

async function matching(call: RepoCall): Promise<Answer> {
  const prefix = fullRef(call);
  const pairs = [...(await call.ctx.git(call.repo).refs())];
  const page = paginate(
    call,
    pairs.filter(([ref]) => ref.startsWith(prefix)),
    (pair) => pair,
  );
  const rows = page.json as [string, string][];
  return { ...page, json: await Promise.all(rows.map(([ref, sha]) => refJson(call, ref, sha))) };
}

const NewRef = z.object({ ref: z.string(), sha: z.string() });
const RefChange = z.object({ sha: z.string(), force: z.boolean().default(false) });

async function create(call: RepoCall): Promise<Answer> {
  const { ref, sha } = bodyOf(call, NewRef);
  const git = call.ctx.git(call.repo);
  if (!/^refs\/[^/]+\/.+/.test(ref) || !(await git.isRefName(ref)))
    throw new Refusal(422, `Reference name must begin with 'refs/' and contain at least 2 slashes.`);
  await requireObject(call, ref, sha);
  if (await shaOf(call, ref)) throw new Refusal(422, "Reference already exists");
  await guardCommits(call.ctx, call.repo, call.actor, sha);
  requireRules(call, ref, "creation");
  await move(call, { ref, from: null, to: sha });
  return { status: 201, json: await refJson(call, ref, sha) };
}

async function update(call: RepoCall): Promise<Answer> {
  const ref = fullRef(call);
  const { sha, force } = bodyOf(call, RefChange);
  const from = await shaOf(call, ref);
  if (!from) throw new Refusal(422, "Reference does not exist");
  await requireObject(call, ref, sha);
  if (!force && !(await call.ctx.git(call.repo).isAncestor(from, sha)))
    throw new Refusal(422, "Update is not a fast forward");
  await guardCommits(call.ctx, call.repo, call.actor, sha);
  requireRules(call, ref, "update");
  await move(call, { ref, from, to: sha });
  return { status: 200, json: await refJson(call, ref, sha) };
}

async function remove(call: RepoCall): Promise<Answer> {
  const ref = fullRef(call);
  const from = await shaOf(call, ref);
  if (!from) throw new Refusal(422, "Reference does not exist");
  if (ref === `refs/heads/${call.repo.defaultBranch}`)
    throw new Refusal(422, "Cannot delete the default branch");
  requireRules(call, ref, "deletion");
  await move(call, { ref, from, to: null });
  return { status: 204 };
}

async function requireObject(call: RepoCall, ref: string, sha: string): Promise<void> {
  const type = await call.ctx.git(call.repo).typeOf(sha);
  if (!type) throw new Refusal(422, "Object does not exist");
  if (ref.startsWith("refs/heads/") && type !== "commit") throw new Refusal(422, "Object is not a commit");
}

function requireRules(call: RepoCall, ref: string, kind: "creation" | "update" | "deletion"): void {
  if (!ref.startsWith("refs/heads/")) return;
  const obstacle = updateObstacle(call.ctx, call.repo, ref.slice("refs/heads/".length), call.actor, kind);
  if (obstacle) throw new Refusal(422, `Repository rule violations found\n\n${obstacle}\n\n`);
}

async function move(
  call: RepoCall,
  change: { ref: string; from: string | null; to: string | null },
): Promise<void> {
  await moveRef(call.ctx, call.repo, change);
  await announceRefs(call.ctx, call.repo, userOf(call.actor));
}
