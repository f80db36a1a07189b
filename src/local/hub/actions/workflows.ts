import type { HubContext } from "../context.ts";
import { overlayDirectory, readDefaultBranch } from "../model/overlay.ts";
import type { Repo } from "../rows.ts";
import { timestamp } from "../state.ts";
import type { Workflow } from "./rows.ts";
import { workflowHead } from "./workflow-file.ts";

export const FOLDER = ".github/workflows";

export type WorkflowFile = { path: string; content: string };

/** The workflow files of a commit. */
export async function workflowFilesAt(ctx: HubContext, repo: Repo, sha: string): Promise<WorkflowFile[]> {
  const git = ctx.git(repo);
  const entries = await git.readTree(sha, { directory: FOLDER });
  const found = entries.map((entry) => ({ ...entry, path: `${FOLDER}/${entry.path}` }));
  const files = found.filter(({ type, path }) => type === "blob" && isWorkflow(path));
  return Promise.all(
    files.map(async ({ path, sha }) => ({ path, content: (await git.readBlob(sha)).toString("utf8") })),
  );
}

/** The workflows of the default branch, the overlay's among them: those that GitHub lists and lets be dispatched. */
export async function listWorkflows(ctx: HubContext, repo: Repo): Promise<Workflow[]> {
  const inGit = await ctx.git(repo).readTree(`refs/heads/${repo.defaultBranch}`, { directory: FOLDER });
  const added = await overlayDirectory(ctx, repo, FOLDER, inGit);
  const paths = [...inGit, ...added].map(({ path }) => `${FOLDER}/${path}`);
  const workflows = [];
  for (const path of paths.filter(isWorkflow).sort()) {
    const content = await readDefaultBranch(ctx, repo, path);
    if (content !== undefined) workflows.push(workflowRow(ctx, repo, path, content.toString("utf8")));
  }
  return workflows;
}

/** A workflow by its id or its file's name, if it is on the default branch. */
export async function workflowNamed(
  ctx: HubContext,
  repo: Repo,
  name: string,
): Promise<Workflow | undefined> {
  const all = await listWorkflows(ctx, repo);
  return all.find(({ id, path }) => String(id) === name || path === `${FOLDER}/${name}` || path === name);
}

/** The row of a workflow, made when its file is first seen; the name follows the file. */
export function workflowRow(ctx: HubContext, repo: Repo, path: string, content: string): Workflow {
  const name = workflowHead(content).name ?? path;
  const known = ctx.state.workflows.find((row) => row.repoId === repo.id && row.path === path);
  if (known?.name === name) return known;
  if (known) return ctx.state.workflows.patch(known.id, { name });
  return ctx.state.workflows.put({ id: ctx.nextId(), repoId: repo.id, path, name, createdAt: timestamp() });
}

const isWorkflow = (path: string): boolean => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path);
