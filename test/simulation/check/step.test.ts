import { expect, test } from "vitest";
import type { Tree } from "#src/core/tree.ts";
import { attempt, planted, soundTree } from "./planted-tree.ts";
import { stepChecks, StepWatch } from "./step.ts";

const sound = soundTree();
const usage = { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0, usd: 0.5, calls: 1 };

test("a sound tree has nothing to be said of", () => {
  expect(found(undefined, sound)).toEqual([]);
  expect(found(sound, planted(sound, "two", { title: "Build two anew" }))).toEqual([]);
});

/** Each fault, and the check that must find it. */
const faults: [check: string, before: Tree, after: Tree][] = [
  ["nothing is lost", sound, without(sound, "two")],
  ["nothing is lost", sound, planted(sound, "two", { parent: "one" })],
  [
    "one attempt at a time",
    sound,
    planted(sound, "one", { attempts: [attempt("one", 1), attempt("one", 2)] }),
  ],
  ["one attempt at a time", sound, withRuns([7, 7])],
  ["money", sound, planted(sound, "one", { planUsage: { ...usage, usd: 4.9 } })],
  ["needs first", sound, planted(sound, "two", { status: "running", attempts: [attempt("two", 1)] })],
  ["parents last", sound, planted(planted(sound, "mid", { status: "done" }), "low", { parent: "mid" })],
  ["ladder", sound, planted(sound, "one", { attempts: [attempt("one", 1, { rung: 3 })] })],
  ["ladder", sound, afterInfra(1)],
  ["slots", sound, crowded()],
  ["caps", sound, planted(sound, "huge", { size: "XL" })],
  ["caps", sound, deep()],
  ["caps", sound, many()],
];

test.each(faults)("%s is found where it is missing", (check, before, after) => {
  const found = stepChecks.flatMap(({ check: name, holds }) => holds({ before, after }).map(() => name));
  expect(found).toContain(check);
});

test("every check has a fault that it finds", () => {
  expect(new Set(faults.map(([check]) => check))).toEqual(new Set(stepChecks.map(({ check }) => check)));
});

test("what was not durable may be as it was before, after a kill", () => {
  const watch = new StepWatch();
  watch.look(sound);
  watch.forget();
  expect(watch.look(without(sound, "two"))).toEqual([]);
});

function found(before: Tree | undefined, after: Tree): string[] {
  const watch = new StepWatch();
  if (before !== undefined) watch.look(before);
  return watch.look(after).map(({ words }) => words);
}

function without(tree: Tree, id: string): Tree {
  return { root: tree.root, tasks: new Map([...tree.tasks].filter(([each]) => each !== id)) };
}

function withRuns(runs: readonly number[]): Tree {
  const outcome = { class: "check", reason: "red" };
  const attempts = runs.map((runId, index) =>
    attempt("one", index + 1, { runId, rung: index, usage, outcome }),
  );
  return planted(sound, "one", { attempts });
}

function afterInfra(rung: number): Tree {
  const lost = attempt("one", 1, { usage, outcome: { class: "infra", reason: "lost" } });
  return planted(sound, "one", { attempts: [lost, attempt("one", 2, { rung })] });
}

function crowded(): Tree {
  const names = ["a", "b", "c", "d"];
  return names.reduce(
    (tree, id) => planted(tree, id, { attempts: [attempt(id, 1)], status: "running" }),
    sound,
  );
}

function deep(): Tree {
  const line = ["a", "b", "c", "d", "e"];
  return line.reduce(
    (tree, id, at) => planted(tree, id, { parent: line[at - 1] ?? "root", origin: "repair" }),
    sound,
  );
}

function many(): Tree {
  return Array.from({ length: 60 }, (_, at) => `n${at}`).reduce((tree, id) => planted(tree, id, {}), sound);
}
