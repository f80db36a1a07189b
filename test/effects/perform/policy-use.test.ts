import { expect, test } from "vitest";
import { Policy } from "#src/core/policy.ts";
import type { Uses } from "#src/core/policy-use.ts";
import type { Problem, Task } from "#src/core/tree.ts";
import { PolicyBook } from "#src/effects/beads/policy-book.ts";
import { filePolicy } from "#src/effects/perform/file-policy.ts";
import { repositoryName } from "#src/effects/perform/note-policy.ts";
import { createPerform } from "#src/effects/perform/perform.ts";
import { runPreflight } from "#src/effects/perform/preflight.ts";
import { renderPolicyFile } from "#src/views/policy.ts";
import { openGrove } from "#test/effects/beads/grove.ts";
import { openDesk, treeOf } from "./desk.ts";

const day = 86_400_000;
const now = Date.parse("2026-11-23T12:00:00Z");
const on = (daysAgo: number) => new Date(now - daysAgo * day).toISOString().slice(0, 10);

function file(id: string, since: string): Record<string, string> {
  const policy = Policy.parse({ id, rule: `Do as ${id} says.`, by: "ann", since });
  return { [`.fractal/policies/${id}.yml`]: renderPolicyFile(policy) };
}

test("the preflight tells which rules hold, how often each helped, and which nobody used for long", async () => {
  await using desk = await openDesk({
    ...file("young", on(1)),
    ...file("quiet", on(200)),
    ...file("used", on(200)),
    ...file("harmful", on(1)),
  });
  const uses: Record<string, Uses> = {
    used: { "fx-a/1": { as: "helpful", day: on(10) }, "fx-b/1": { as: "told", day: on(120) } },
    harmful: Object.fromEntries(
      Array.from({ length: 5 }, (_, at) => [`fx-c/${at}`, { as: "harmful" as const, day: on(2) }]),
    ),
  };
  const world = {
    ...desk.desk,
    clock: () => now,
    book: { uses: (_: string, id: string) => uses[id] ?? {}, note: () => Promise.resolve() },
  };
  const [event] = await runPreflight(world, treeOf(desk.base));
  expect(event).toMatchObject({ spent: ["harmful", "quiet"] });
  // They hold as long as they are on the default branch.
  expect((event as { policies: Policy[] }).policies.map(({ id, use }) => [id, use])).toEqual([
    ["harmful", { hits: 5, helpful: 0, harmful: 5 }],
    ["quiet", undefined],
    ["used", { hits: 2, helpful: 1, harmful: 0 }],
    ["young", undefined],
  ]);
  const forgetful = { ...world, book: { ...world.book, uses: () => ({}) } };
  expect((await runPreflight(forgetful, treeOf(desk.base)))[0]).not.toHaveProperty("spent");
});

test("rules that contradict each other, and files that are none, are named and stop nobody", async () => {
  const answer = (id: string, words: string) => {
    const rule = { id, rule: words, by: "ann", since: on(1), question: "missing-1", answer: words };
    return { [`.fractal/policies/${id}.yml`]: renderPolicyFile(Policy.parse(rule)) };
  };
  await using desk = await openDesk({
    ...answer("iso", "ISO dates"),
    ...answer("plain", "plain dates"),
    ".fractal/policies/prose.yml": "just words",
  });
  const [event] = await runPreflight(desk.desk, treeOf(desk.base));
  const { problems, policyFaults = [] } = event as { problems: Problem[]; policyFaults?: Problem[] };
  expect(problems.filter(({ code }) => code === "policies")).toEqual([]);
  expect(policyFaults.map(({ what }) => what.split(/:| answer/)[0])).toEqual([
    ".fractal/policies/prose.yml is no policy",
    ".fractal/policies/iso.yml and .fractal/policies/plain.yml",
  ]);
});

test("a rule that the default branch has already is filed without a pull request", async () => {
  const policy = Policy.parse({ id: "iso", rule: "ISO dates.", by: "ann", since: on(1) });
  await using desk = await openDesk({ ".fractal/policies/iso.yml": renderPolicyFile(policy) });
  const tree = treeOf(desk.base);
  const task = tree.tasks.get("fx-00000002");
  const about = { title: "Which?", summary: "", answer: "ISO", by: "ann" };
  const draft = { n: 1, step: "accepted" as const, about, reservedUsd: 0, policy, contradicts: [] };
  const accepted = {
    ...tree,
    tasks: new Map([...tree.tasks, ["fx-00000002", { ...task, policy: draft } as Task]]),
  };
  const effect = { type: "FilePolicy" as const, task: "fx-00000002", key: "file", n: 1 };
  expect(await filePolicy(desk.desk, accepted, effect)).toEqual([
    { type: "PolicyFiled", task: "fx-00000002", n: 1 },
  ]);
});

test("what a person answered in a rule's place is its harm, once for each task; of a rule that is gone there is nothing to keep", async () => {
  const policy = Policy.parse({ id: "iso", rule: "ISO dates.", by: "ann", since: on(1) });
  await using desk = await openDesk();
  const grove = await openGrove();
  const book = new PolicyBook(grove.forest);
  const perform = createPerform({ ...desk.desk, clock: () => now, book });
  const tree = treeOf(desk.base, { policies: [policy] });
  const about = { type: "CountOverruled" as const, task: "fx-00000002", key: "overruled" };
  for (const id of ["iso", "iso", "gone"])
    expect(await perform(tree, { ...about, policy: id })).toEqual([
      { type: "OverruledCounted", task: "fx-00000002", policy: id },
    ]);
  const repository = repositoryName(tree);
  expect(book.uses(repository, "iso")).toEqual({
    "fx-00000002/overruled": { as: "harmful", day: on(0) },
  });
  expect(book.uses(repository, "gone")).toEqual({});
});
