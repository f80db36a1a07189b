import { expect, test } from "vitest";
import type { ProposedChild, Proposal } from "#src/core/plan.ts";
import { Limits } from "#src/core/rules.ts";
import { judgeProposal } from "#src/core/sizing.ts";
import { clarify, execute, part, split } from "./plans.ts";
import { taskRow, treeOf } from "./task-row.ts";

const root = taskRow("root", { size: "XL" });
const parent = taskRow("parent", { parent: "root", size: "L", files: ["src/"] });
const deep = taskRow("deep", { parent: "parent", size: "M", files: ["src/deep/"] });
const tree = treeOf(root, parent, deep);

function reasons(proposal: Proposal, about: { task?: typeof root; limits?: Partial<Limits> } = {}): string[] {
  const ruling = judgeProposal(tree, about.task ?? root, proposal, Limits.parse(about.limits ?? {}));
  return ruling.kind === "refuse" ? ruling.reasons : [ruling.kind];
}

test("what can be executed, split or asked is accepted as such", () => {
  expect(reasons(execute())).toEqual(["execute"]);
  expect(reasons(split("L", [part("one"), part("two")]))).toEqual(["split"]);
  expect(reasons(clarify("Which one?"))).toEqual(["clarify"]);
});

test.each<[string, Proposal, string]>([
  [
    "to ask nothing",
    execute({ decision: "clarify" }),
    "clarify needs at least one question that a person can answer",
  ],
  ["XL as one piece", execute({ size: "XL" }), "size XL is too large to execute: split it"],
  [
    "high risk as one piece",
    execute({ risk: "high" }),
    "high risk: split it, or ask with clarify when it cannot be split",
  ],
  ["one piece with parts", execute({ children: [part("one")] }), "execute takes no children"],
  ["no criterion", execute({ acceptance: " " }), "the task: no acceptance criterion"],
  ["no check", execute({ verify: null }), "the task: no command that checks it (verify)"],
  ["an empty check", execute({ verify: " " }), "the task: no command that checks it (verify)"],
  ["no files", execute({ files: [] }), "the task: name the files it owns"],
  ["too many files", execute({ files: ["a", "b", "c", "d"] }), "the task: owns 4 files, at most 3: split it"],
  [
    "open questions",
    execute({ questions: clarify("?").questions }),
    "open questions: decide clarify and ask them, or settle them and propose without questions",
  ],
])("%s is refused", (_, proposal, reason) => {
  expect(reasons(proposal)).toEqual([reason]);
});

test("M may own twice as many files as S", () => {
  expect(reasons(execute({ size: "M", files: ["a", "b", "c", "d"] }))).toEqual(["execute"]);
});

test("what failed as one piece must be split", () => {
  const failed = { ...deep, planning: { ask: 2, refusals: [], reservedUsd: 0, mustSplit: true } };
  expect(reasons(execute({ size: "M", files: ["src/deep/a.js"] }), { task: failed })).toEqual([
    "it failed as one piece: split it",
  ]);
});

test("no task is larger than its parent said, nor leaves its files", () => {
  expect(reasons(execute({ size: "L", files: ["lib/a.js"] }), { task: deep })).toEqual([
    "size L is above the M its parent gave it",
    "size L is too large to execute: split it",
    "the task: lib/a.js is outside the files of its parent (src/deep/)",
  ]);
  const free = taskRow("free", { parent: "root", size: "M", files: [] });
  expect(reasons(execute({ files: ["lib/a.js"] }), { task: free })).toEqual(["execute"]);
});

function child(about: Partial<ProposedChild>): Proposal {
  return split("L", [part("first"), part("second", about)]);
}

test.each<[string, Proposal, string]>([
  ["a part alone", split("L", [part("one")]), "a split has at least two children"],
  [
    "a part as large as the whole",
    child({ size: "L" }),
    `child 1 "second": size L is not below its parent's L`,
  ],
  ["a placeholder", child({ title: "Part 2" }), `child 1 "Part 2": a placeholder is no title`],
  [
    "needing a later part",
    child({ dependsOn: [1, 9] }),
    `child 1 "second": dependsOn may only name earlier siblings (positions below 1)`,
  ],
  ["a leaf without a check", child({ verify: null }), `child 1 "second": no command that checks it (verify)`],
  [
    "a shared file without an order",
    child({ files: ["src/first.js"] }),
    `child 1 "second": shares src/first.js with child 0: add it to dependsOn, or divide the files`,
  ],
  ["a title twice", child({ title: "First" }), `child 1 "First": the same title as child 0`],
])("a split with %s is refused", (_, proposal, reason) => {
  expect(reasons(proposal)).toContain(reason);
});

test("a shared file is fine when one comes after the other, also by way of a third", () => {
  const files = ["src/x.js"];
  const parts = [
    part("one", { files }),
    part("two", { dependsOn: [0] }),
    part("three", { files, dependsOn: [1, 0] }),
  ];
  expect(reasons(split("L", parts))).toEqual(["split"]);
});

test("parts of high risk need no check yet, they are split once more", () => {
  expect(reasons(child({ risk: "high", verify: null, acceptance: "" }))).toEqual(["split"]);
});

test("there is an end to depth, width and number", () => {
  const parts = split("M", [part("one", { files: ["src/deep/a"] }), part("two", { files: ["src/deep/b"] })]);
  expect(reasons(parts, { task: deep, limits: { depthMax: 2 } })).toEqual([
    "no level below 2 is allowed: execute it or clarify",
  ]);
  const large = child({ size: "M", risk: "high" });
  expect(reasons(large, { limits: { depthMax: 1 } })).toEqual([
    `child 1 "second": it would have to be split, but no level below 1 is allowed: make it smaller`,
  ]);
  const many = split("L", [part("one"), part("two"), part("three")]);
  expect(reasons(many, { limits: { childrenMax: 2, nodesMax: 5 } })).toEqual([
    "3 children, at most 2",
    "the tree would have 6 tasks, at most 5",
  ]);
});
