import { printOf } from "#src/core/print.ts";
import type { FaultPlan } from "../parts.ts";
import type { Scene } from "../world/scene.ts";

type Talk = Readonly<{ name: string; seed: number; leavesMost: number; plan?: FaultPlan; scene: Scene }>;

/** Nobody comes of themselves: only what the scene says is said. */
const nobody: FaultPlan = { "person-never-comes": 1 };

/** Runs in which people take part, each by one way in which they do. */
export const talks: readonly Talk[] = [
  {
    // One leaf at once: whether another one was begun before it was cancelled would be a matter of seconds.
    name: "a part that is cancelled with what is below it",
    seed: 723,
    leavesMost: 3,
    scene: {
      leavesAtOnce: 1,
      acts: [{ when: { issue: "A.1.0" }, does: { closes: "not_planned", part: "A.1" } }],
    },
  },
  {
    name: "a part that is dropped while a machine works on it, and left out",
    seed: 332,
    leavesMost: 2,
    plan: { "run-hangs": 0.5 },
    scene: {
      leavesAtOnce: 1,
      acts: [
        { when: { run: true }, does: { closes: "not_planned", part: "A.0" } },
        { when: { question: "was dropped" }, does: { says: "/fractal skip" } },
      ],
    },
  },
  {
    name: "a review that asks for changes",
    seed: 722,
    leavesMost: 1,
    scene: { acts: [{ when: { pull: "/epic" }, does: { asksFor: "Please say more in the docs." } }] },
  },
  {
    name: "a stranger who closes, shuts and commands",
    seed: 310,
    leavesMost: 2,
    scene: {
      acts: [
        { by: "eve", when: { issue: "A.0" }, does: { closes: "not_planned" } },
        { by: "eve", when: { pull: "-1" }, does: { shuts: true } },
        { by: "eve", when: { issue: "A.1" }, does: { says: "/fractal cancel" } },
      ],
    },
  },
  {
    name: "a plan that is approved",
    seed: 301,
    leavesMost: 2,
    scene: {
      planIs: "approve",
      acts: [{ when: { question: "Begin, for about" }, does: { ticks: "Begin, and spend" } }],
    },
  },
  {
    name: "a budget that a command raises",
    seed: 730,
    leavesMost: 1,
    plan: { "ci-red": 0.9 },
    scene: {
      budgetUsd: 0.4,
      acts: [{ when: { question: "Raise the budget" }, does: { says: "/fractal budget +5" } }],
    },
  },
  {
    name: "a planner that asks, and is told by a box",
    seed: 504,
    leavesMost: 2,
    plan: { ...nobody, "model-asks": 0.9 },
    scene: { acts: [{ when: { question: "" }, does: { ticks: "**A**" } }] },
  },
  {
    name: "an answer that becomes a rule, and answers the next question",
    seed: 499,
    leavesMost: 2,
    plan: { ...nobody, "worker-asks": 0.9, "worker-cites": 1 },
    scene: {
      acts: [
        { when: { question: "", on: "A.0" }, does: { says: "Decide it as the docs have it." } },
        { when: { comment: "Keep this answer as a rule?" }, does: { ticks: "**Yes**" } },
        { when: { pull: "fractal/policies/" }, does: { merges: true } },
      ],
    },
  },
  {
    name: "a rule that answers and is overruled, and one that nobody uses",
    seed: 704,
    leavesMost: 1,
    plan: { "worker-blocked": 0.6 },
    scene: {
      files: {
        ".fractal/policies/this-not-that.yml": written({
          rule: "Take this.",
          question: printOf("missing", ["Which one?", "this", "that"]),
          answer: "This one.",
          since: "2025-01-07",
        }),
        ".fractal/policies/of-old.yml": written({ rule: "Write it as of old.", since: "2024-01-07" }),
      },
      uses: {
        "this-not-that": {
          "fx-aaaaaaaa/1": { as: "helpful", day: "2025-08-01" },
          "fx-aaaaaaaa/2": { as: "helpful", day: "2025-12-20" },
        },
        "of-old": { "fx-aaaaaaaa/1": { as: "told", day: "2025-08-01" } },
      },
      // What is offered for dropping nobody merges: a new process would know one rule less than the old one.
      acts: [
        {
          when: { question: "Answered by rule" },
          does: { says: "/fractal answer No: take that, for once." },
        },
      ],
    },
  },
];

/** JSON is YAML too. */
function written(policy: object): string {
  return JSON.stringify({ ...policy, by: "ada" });
}
