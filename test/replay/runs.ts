import { chain } from "#test/core/chain.ts";
import { configOf } from "#test/core/config-of.ts";
import { clarify, execute, part, split } from "#test/core/plans.ts";
import { splitsWhenRed } from "#test/core/splits-when-red.ts";
import type { Story } from "#test/core/story.ts";
import type { Verdict } from "#test/core/verdicts.ts";
import type { Script } from "#test/core/world.ts";
import type { Tape } from "./tape.ts";

const models = { worker: ["small", "small", "strong"] };
const leaf: Script = { planner: () => execute(), config: { models } };
const twoParts: Script = {
  planner: (task) =>
    task.origin === "review" ? execute({ size: "M" }) : split("L", [part("one"), part("two")]),
};

/** Finished runs of every kind, each named by what happens in it. */
export const runs: Readonly<Record<string, (tape: Tape) => void>> = {
  "one-leaf": (tape) => void tape.story(leaf).run(),
  chain: (tape) => void tape.story(chain).run(),
  "two-levels": (tape) => void tape.story(deep).run(),
  "red-then-green": (tape) => void tape.story({ ...leaf, ci: reds(1) }).run(),
  "ladder-to-its-end": (tape) => void tape.story({ ...leaf, ci: reds(9) }).run(),
  "no-progress": (tape) => void tape.story({ ...leaf, worker: (_, n) => (n === 1 ? empty : {}) }).run(),
  "lost-run": (tape) => void tape.story({ ...leaf, worker: (_, n) => (n === 1 ? { lost: true } : {}) }).run(),
  "medium-leaf-splits": (tape) => void tape.story(splitsWhenRed).run(),
  conflict: (tape) => void tape.story({ ...leaf, merge: (_, n) => (n === 1 ? "conflict" : undefined) }).run(),
  "budget-ceiling-and-more": budget,
  "planner-refused": (tape) => void tape.story({ planner: refusedTwice }).run(),
  "planner-never-makes-sense": (tape) => void tape.story({ planner: () => ({ problem: "no JSON" }) }).run(),
  "question-first": (tape) => void tape.story({ planner: () => clarify("Which dialect?") }).run(),
  "cancelled-subtree": cancelled,
  "done-by-hand": byHand,
  "root-closed-and-reopened": closed,
  "repair-of-the-whole": (tape) => void tape.story({ ...twoParts, ci: root("red") }).run(),
  "repairs-have-an-end": (tape) => void tape.story({ ...twoParts, ci: root("red", "red", "red") }).run(),
  "composite-check-repaired": (tape) => void tape.story(ownCheck).run(),
  "review-asks-for-changes": review,
  "default-branch-conflict": defaultConflict,
  "restart-in-the-middle": restart,
  "edited-with-bd": edited,
  "edited-issue": editedIssue,
  "two-roots": twoRoots,
  "verify-where-no-check-speaks": (tape) =>
    void tape.story({ ...leaf, ci: ({ verify }) => (verify ? "green" : "none"), config: verifying }).run(),
  "outage-in-every-effect": (tape) =>
    void tape.story({ ...chain, fail: (_, times) => (times === 1 ? "retry" : undefined) }).run(),
  "not-allowed-then-allowed": notAllowed,
  "preflight-finds-a-problem": preflight,
};

const empty = { violations: [{ code: "empty", words: "nothing changed", kind: "refused" as const }] };
const verifying = { models, verify: "npm test", ci: "verify" as const };

const deep: Script = {
  planner: (task) =>
    task.parent === null
      ? split("XL", [part("core", { size: "L", files: ["src/"] }), part("docs", { files: ["README.md"] })])
      : split("L", [part("one"), part("two", { dependsOn: [0] })], { files: ["src/"] }),
};

const ownCheck: Script = {
  planner: () => split("L", [part("one"), part("two")], { verify: "make all" }),
  ci: ({ about, n }) => (about === "check" && n === 1 ? "red" : "green"),
};

function reds(count: number): NonNullable<Script["ci"]> {
  return ({ about, n }) => (about === "attempt" && n <= count ? "red" : "green");
}

function root(...verdicts: Verdict[]): NonNullable<Script["ci"]> {
  return ({ about, n }) => (about === "root" ? (verdicts[n - 1] ?? "green") : "green");
}

function refusedTwice(_: unknown, ask: number): ReturnType<Script["planner"]> {
  if (ask === 1) return { problem: "no JSON" };
  return ask === 2 ? split("S", [part("one"), part("two")]) : execute();
}

function budget(tape: Tape): void {
  let usd = 0.1;
  const story = tape.story({
    planner: () => split("L", [part("one"), part("two"), part("three")]),
    worker: () => ({ usd: 0.044 }),
    config: { models: { worker: ["small", "strong"] }, budget: { usd } },
    preflight: () => ({ config: configOf({ models: { worker: ["small", "strong"] }, budget: { usd } }) }),
  });
  story.run();
  usd = 1;
  story.tell({ type: "Restarted" }).run();
}

function cancelled(tape: Tape): void {
  const story = tape.story(deep);
  story.run((at) => at.tree.tasks.size > 3 && at.issueOf("core") > 0);
  story.close("core", "not_planned").run();
  story.reopen("core").run();
}

function byHand(tape: Tape): void {
  const story = tape.story({ ...chain, config: { verify: "npm test" }, ci: reds(9) });
  story.run();
  story.close("one", "completed").run();
}

function closed(tape: Tape): void {
  const story = tape.story(chain);
  story.run((at) => at.did("Dispatch").length > 0);
  story.close(1, "not_planned").run();
  story.reopen(1).run();
}

function review(tape: Tape): void {
  const story = tape.story(twoParts).run();
  const pullRequest = story.root.facts.pullRequest ?? 0;
  story.tell({ type: "ChangesRequested", pullRequest, review: 7, by: "bob", body: "Handle tabs." }).run();
}

function defaultConflict(tape: Tape): void {
  const script: Script = { ...twoParts, defaultMerge: (n) => (n === 1 ? "conflict" : "nothing") };
  tape.story(script).run().label().run();
}

function restart(tape: Tape): void {
  const story = tape.story(chain);
  story.run((at) => at.did("PublishPatch").length > 0);
  tape.restart(story);
  story.run((at) => at.did("MergePullRequest").length > 0);
  tape.restart(story);
  story.run();
}

function edited(tape: Tape): void {
  const story = tape.story({ ...chain, ci: reds(9), config: { models: { worker: ["small"] } } }).run();
  tape.edit(story, "one", (task) => ({ ...task, objective: "make one, in upper case", risk: "medium" }));
  tape.edit(story, "one", (task) => ({ ...task, status: "cancelled" }));
  story.run();
}

function editedIssue(tape: Tape): void {
  const story = tape.story(chain);
  story.run((at) => at.did("Dispatch").length > 0);
  story.tell({ type: "IssueEdited", issue: story.issueOf("one"), by: "alice" }).run();
}

function twoRoots(tape: Tape): void {
  const some = (count: number) => {
    let left = count;
    return () => (left -= 1) < 0;
  };
  const stories: Story[] = [tape.story(chain), tape.story({ ...leaf, ci: reds(1) }, { issue: 2 })];
  for (let turns = 0; turns < 40; turns += 1) for (const story of stories) story.run(some(5));
  for (const story of stories) story.run();
}

function notAllowed(tape: Tape): void {
  const story = tape.story({ ...chain, mayWrite: (login) => login === "bob" }).run();
  story.label("bob").run();
}

function preflight(tape: Tape): void {
  const problem = { code: "workflow", what: "fractal-worker.yml is missing", remedy: "add it" };
  const script: Script = { ...chain, preflight: (n) => (n === 1 ? { problems: [problem] } : {}) };
  tape.story(script).run().tell({ type: "Restarted" }).run();
}
