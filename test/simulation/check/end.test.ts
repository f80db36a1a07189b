import { beforeAll, expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import type { Bead } from "#src/effects/beads/bead.ts";
import { treesOf } from "#src/effects/beads/trees-of.ts";
import { finishedSeed } from "./finished-seed.ts";
import { checkEnd, endChecks } from "./end.ts";
import { type Planted, questionFaults } from "./planted-questions.ts";
import type { Remains } from "./rows.ts";

let sound: Remains;

beforeAll(async () => {
  sound = await finishedSeed();
});

test("what a run without faults leaves behind is sound", async () => {
  expect([...treesOf(sound.beads)].map(([root, tasks]) => stateOf({ root, tasks }))).toEqual(["ready"]);
  expect(sound.beads.length).toBeGreaterThan(5);
  expect(await checkEnd(sound)).toEqual([]);
});

/** Each fault, and the check that must find it. What is planted in the hub is taken back after the test. */
const faults: [check: string, fault: string, plant: Planted][] = [
  [
    "folded",
    "a row is not as it was decided",
    (all) => rowsOf(all, isLeaf, { fx_status: "blocked" }, "blocked"),
  ],
  [
    "folded",
    "a field of a row is not as it was decided",
    (all) => rowsOf(all, isLeaf, { fx_reason: "nobody decided that" }),
  ],
  ["replayed", "an event was another", (all) => ({ ...all, trace: all.trace.map(grantedToNobody) })],
  ["real money", "more was really spent", (all) => ({ ...all, spent: new Map([["plan Grow tree A", 1]]) })],
  ["known names", "a branch belongs to nobody", ({ state }) => strangeBranch(state)],
  ["known names", "a pull request belongs to nobody", ({ state }) => strangePull(state)],
  ["known names", "a run belongs to nobody", ({ state }) => twice(state.workflowRuns)],
  ["needs landed", "a leaf began too early", (all) => ({ ...all, isAncestor: () => Promise.resolve(false) })],
  ["ready is green", "a red commit is ready", ({ state }) => redRuns(state)],
  ["at rest", "a root goes on working", (all) => rowsOf(all, isRoot, { fx_status: "planning" })],
  ["all kept", "a task is gone", (all) => ({ ...all, beads: all.beads.filter((bead) => !isLeaf(bead)) })],
  ["once", "an issue is there twice", ({ state }) => twice(state.issues)],
  ["once", "a comment is there twice", ({ state }) => twice(state.comments)],
  ["once", "a run is there twice", ({ state }) => twice(state.workflowRuns)],
  ["once", "a pull request is there twice", ({ state }) => twice(state.pulls)],
  ["money", "more was spent than there is", (all) => rowsOf(all, isLeaf, { fx_plan_usage: usage })],
  [
    "nothing held back",
    "an attempt is never settled",
    (all) => rowsOf(merged(all), isLeaf, { fx_attempts: [open] }),
  ],
  [
    "whole trees",
    "a part is open below a closed parent",
    (all) => rowsOf(merged(all), isLeaf, { fx_status: "ready" }, "open"),
  ],
  ["mirrored", "an issue stays open", ({ state }) => patchIssues(state, { state: "open" })],
  ["mirrored", "an issue hangs under nothing", ({ state }) => patchIssues(state, { parentId: null })],
  [
    "mirrored",
    "an issue is labelled as another",
    ({ state }) => patchIssues(state, { labelIds: [foreign(state)] }),
  ],
  ["mirrored", "a dependency is not shown", ({ state }) => patchIssues(state, { blockedByIds: [] })],
  ["landed", "the epic has not the merge", (all) => ({ ...all, isAncestor: () => Promise.resolve(false) })],
  [
    "landed",
    "a file of the epic is another",
    (all) => ({ ...all, readFile: () => Promise.resolve("old\n") }),
  ],
  [
    "trace is whole",
    "a line is gone",
    (all) => ({ ...all, trace: all.trace.filter(({ seq }) => seq !== 7) }),
  ],
];

test.each(faults)("%s is missed when %s", async (check, _fault, plant) => {
  const kept = copyOf(sound);
  const found = await checkEnd(plant(sound) ?? sound);
  restore(sound, kept);
  expect(found.map((each) => each.check)).toContain(check);
  expect(await checkEnd(sound)).toEqual([]);
});

test("every check has a fault that it finds", () => {
  const found = [...faults, ...questionFaults].map(([check]) => check);
  expect(new Set(found)).toEqual(new Set(endChecks.map(({ check }) => check)));
});

const usage = { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0, usd: 10_000, calls: 1 };
const open = { n: 1, rung: 0, model: "small", startedAt: 1, reservedUsd: 0.1, mergedSha: "" };

function grantedToNobody(line: Remains["trace"][number]): Remains["trace"][number] {
  if (line.type !== "decision" || line.attrs.event !== "PermissionChecked") return line;
  return { ...line, attrs: { ...line.attrs, said: { ...line.attrs.said, allowed: false } } };
}

function isRoot({ id, metadata }: Bead): boolean {
  return metadata["fx_root"] === id;
}

function isLeaf(bead: Bead): boolean {
  return Array.isArray(bead.metadata["fx_attempts"]) && bead.metadata["fx_attempts"].length > 0;
}

/** The first row that is meant says something else. */
function rowsOf(
  remains: Remains,
  isMeant: (bead: Bead) => boolean,
  metadata: Bead["metadata"],
  status?: string,
): Remains {
  const meant = remains.beads.find(isMeant);
  const beads = remains.beads.map((bead) =>
    bead === meant
      ? { ...bead, ...(status !== undefined && { status }), metadata: { ...bead.metadata, ...metadata } }
      : bead,
  );
  return { ...remains, beads };
}

function merged(remains: Remains): Remains {
  return rowsOf(remains, isRoot, { fx_status: "done" }, "closed");
}

type Table<Row> = { find: (is: (row: Row) => boolean) => Row | undefined; put: (row: Row) => Row };

/** The last row that our App made is put in once more, under another id. */
function twice<Row extends { id: number; viaApp?: boolean; headRef?: string; event?: string }>(
  table: Table<Row>,
): void {
  const row = table.find(
    ({ viaApp, headRef, event }) =>
      viaApp === true || headRef?.endsWith("-1") === true || event === "workflow_dispatch",
  );
  if (row !== undefined) table.put({ ...row, id: 999 });
}

function patchIssues({ issues }: Remains["state"], change: object): void {
  for (const { id } of issues.filter(({ viaApp, pullId }) => viaApp && pullId === null))
    issues.patch(id, change);
}

function foreign({ labels, repos }: Remains["state"]): number {
  const repoId = repos.find(() => true)?.id ?? 0;
  return labels.put({ id: 998, repoId, name: "fractal: failed", color: "000000", description: null }).id;
}

function strangeBranch({ refs, repos }: Remains["state"]): void {
  const repoId = repos.find(() => true)?.id ?? 0;
  refs.put({ id: 999, repoId, ref: "refs/heads/fractal/1/fx-00000000-1", sha: "0".repeat(40) });
}

function strangePull({ pulls }: Remains["state"]): void {
  twice(pulls);
  pulls.patch(999, { number: 999 });
}

function redRuns({ workflowRuns }: Remains["state"]): void {
  for (const { id } of workflowRuns.filter(() => true)) workflowRuns.patch(id, { conclusion: "failure" });
}

const tables = ["issues", "comments", "workflowRuns", "pulls", "refs"] as const;

function copyOf({ state }: Remains): Map<string, readonly { id: number }[]> {
  return new Map(tables.map((name) => [name, state[name].filter(() => true)]));
}

function restore({ state }: Remains, kept: Map<string, readonly { id: number }[]>): void {
  for (const name of tables) {
    state[name].delete(999);
    for (const row of kept.get(name) ?? []) state[name].put(row as never);
  }
}
