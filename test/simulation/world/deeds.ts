import type { Issue, Pull } from "#src/local/hub/rows.ts";
import type { Random } from "../parts.ts";
import { type Person, push } from "./person.ts";
import { place } from "./place.ts";
import type { WorldHub } from "./world-hub.ts";

/** All that a deed is done with. What it is done to is drawn from what is there at that moment. */
export type Surroundings = Readonly<{
  hub: WorldHub;
  by: Person;
  random: Random;
  editBeads: (random: Random) => boolean;
}>;

/** One thing that people do; by kinds of the fault plan. False: there was nothing to do it to. */
export const deeds: Readonly<Record<string, (at: Surroundings) => Promise<boolean>>> = {
  "person-closes-completed": (at) => close(at, "completed"),
  "person-closes-not-planned": (at) => close(at, "not_planned"),
  "person-reopens": (at) =>
    onIssue(at, "closed", ({ number }) => ["PATCH", `/issues/${number}`, { state: "open" }]),
  "person-edits": (at) =>
    onIssue(at, "open", ({ number, body }) => [
      "PATCH",
      `/issues/${number}`,
      { body: `${body}\n\nPS: soon.` },
    ]),
  "person-comments": (at) =>
    onIssue(at, "open", ({ number }) => ["POST", `/issues/${number}/comments`, { body: "How is it going?" }]),
  "person-deletes-issue": async ({ hub, by, random }) => {
    const issue = draw(random, parts(hub, "open"));
    const repo = hub.context.repoNamed(place.owner, place.name);
    if (issue === undefined || repo === undefined) return false;
    await hub.context.lock(repo, () => hub.seed.deleteIssue(repo, issue.number, by.login));
    return true;
  },
  "person-pushes-epic": (at) => pushTo(at, (name) => name.endsWith("/epic")),
  "person-pushes-leaf": (at) => pushTo(at, isLeaf),
  "person-pushes-main": (at) => pushTo(at, (name) => name === place.defaultBranch),
  "person-deletes-branch": async ({ hub, by, random }) => {
    const own = (name: string) => isLeaf(name) || (name.endsWith("/epic") && random.chance(0.15));
    const name = draw(random, branches(hub).filter(own));
    return name !== undefined && isDone(await by.ask("DELETE", `/git/refs/heads/${name}`));
  },
  "person-forces-leaf": async ({ hub, by, random }) => {
    const name = draw(random, branches(hub).filter(isLeaf));
    const main = hub.state.refs.find(({ ref }) => ref === `refs/heads/${place.defaultBranch}`);
    if (name === undefined || main === undefined) return false;
    return isDone(await by.ask("PATCH", `/git/refs/heads/${name}`, { sha: main.sha, force: true }));
  },
  "person-relabels": async ({ hub, by, random }) => {
    const issue = draw(random, roots(hub));
    if (issue === undefined) return false;
    await by.ask("DELETE", `/issues/${issue.number}/labels/fractal`);
    return isDone(await by.ask("POST", `/issues/${issue.number}/labels`, { labels: ["fractal"] }));
  },
  "person-label-off": async ({ hub, by, random }) => {
    const issue = draw(random, roots(hub));
    return issue !== undefined && isDone(await by.ask("DELETE", `/issues/${issue.number}/labels/fractal`));
  },
  "person-merges": (at) =>
    onPull(
      at,
      () => true,
      ({ number }) => ["PUT", `/pulls/${number}/merge`, {}],
    ),
  "person-closes-pull": (at) =>
    onPull(
      at,
      () => true,
      ({ number }) => ["PATCH", `/pulls/${number}`, { state: "closed" }],
    ),
  "person-requests-changes": (at) =>
    onPull(at, isRoot, ({ number }) => [
      "POST",
      `/pulls/${number}/reviews`,
      { event: "REQUEST_CHANGES", body: "Please say more in the docs." },
    ]),
  "person-cancels-run": async ({ hub, by, random }) => {
    const running = hub.state.workflowRuns.filter(({ status }) => status !== "completed");
    const run = draw(random, running);
    return run !== undefined && isDone(await by.ask("POST", `/actions/runs/${run.id}/cancel`));
  },
  "person-edits-beads": async ({ editBeads, random }) => editBeads(random),
};

type Wish = readonly [method: string, path: string, body: object];

function close(at: Surroundings, reason: "completed" | "not_planned"): Promise<boolean> {
  return onIssue(at, "open", ({ number }) => [
    "PATCH",
    `/issues/${number}`,
    { state: "closed", state_reason: reason },
  ]);
}

/** Mostly an issue of a part, sometimes the root's. */
async function onIssue(
  { hub, by, random }: Surroundings,
  state: Issue["state"],
  wish: (issue: Issue) => Wish,
): Promise<boolean> {
  const all = random.chance(0.15) ? roots(hub).filter((issue) => issue.state === state) : parts(hub, state);
  const issue = draw(random, all);
  return issue !== undefined && isDone(await by.ask(...wish(issue)));
}

async function onPull(
  { hub, by, random }: Surroundings,
  isMeant: (pull: Pull) => boolean,
  wish: (pull: Pull) => Wish,
): Promise<boolean> {
  const open = hub.state.pulls.filter(
    (pull) => hub.state.issues.must(pull.issueId).state === "open" && isMeant(pull),
  );
  const pull = draw(random, open);
  return pull !== undefined && isDone(await by.ask(...wish(pull)));
}

async function pushTo(
  { hub, by, random }: Surroundings,
  isMeant: (name: string) => boolean,
): Promise<boolean> {
  const branch = draw(random, branches(hub).filter(isMeant));
  return (
    branch !== undefined && push(by, branch, `docs/by-hand-${random.int(3)}.txt`, `${random.int(1000)}\n`)
  );
}

function draw<One>(random: Random, all: readonly One[]): One | undefined {
  return all.length === 0 ? undefined : random.pick(all);
}

function isDone({ status }: { status: number }): boolean {
  return status < 300;
}

function isLeaf(name: string): boolean {
  return name.startsWith("fractal/") && !name.endsWith("/epic");
}

function isRoot({ headRef }: Pull): boolean {
  return headRef.endsWith("/epic");
}

function branches({ state }: WorldHub): string[] {
  return state.refs.filter(() => true).map(({ ref }) => ref.replace("refs/heads/", ""));
}

/** Issues that people wrote, to be made by Fractal. */
function roots({ state }: WorldHub): Issue[] {
  return state.issues.filter(({ viaApp, pullId, deleted }) => !viaApp && pullId === null && !deleted);
}

/** Issues that the App made for its tasks. */
function parts({ state }: WorldHub, wanted: Issue["state"]): Issue[] {
  return state.issues.filter(
    ({ viaApp, pullId, deleted, state: now }) => viaApp && pullId === null && !deleted && now === wanted,
  );
}
