import { join, relative } from "node:path";
import { epicBranch, policyBranch } from "#src/core/branch.ts";
import { stateOf } from "#src/core/needs-you.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import { clip, oneLine } from "#src/views/plain.ts";
import type { NextStep } from "#src/views/summary.ts";
import { answerSteps } from "./answer-steps.ts";
import { onPath } from "./on-path.ts";
import { openQuestions } from "./open-question.ts";
import type { Prepared, RunOptions } from "./prepare.ts";
import { ownName } from "./own-name.ts";
import { shellLine } from "./shell-line.ts";

/** The same command once more, with other options. */
export type Command = (changes?: Pick<RunOptions, "base" | "done">) => string;

/** What can be typed when a run has ended, each as it is. */
export function nextSteps(
  tree: Tree,
  prepared: Prepared,
  { command, env }: { command: Command; env: NodeJS.ProcessEnv },
): NextStep[] {
  const isOver = ["ready", "merged"].includes(stateOf(tree));
  return [
    ...answerSteps(tree, prepared.data, env),
    ...byHand(tree, prepared, command, env),
    ...(isOver ? [] : [{ type: command(), why: "go on" }]),
    ...takeIt(tree, prepared),
    ...toLookAt(tree, prepared, env),
  ];
}

/** Nobody but the person can move these, and there is no page on which they could close an issue. */
function byHand(tree: Tree, prepared: Prepared, command: Command, env: NodeJS.ProcessEnv): NextStep[] {
  const epic = epicBranch(rootOf(tree).facts.issue);
  const asked = new Set(openQuestions(tree).map(({ task }) => task.id));
  const stuck = [...tree.tasks.values()].filter(
    ({ parent, status }) => parent !== null && status === "needs_human",
  );
  return stuck.flatMap(({ id, issue, title }) => [
    ...(issue === undefined
      ? []
      : [
          {
            // They may still be on the epic branch then.
            type: command({ base: prepared.repository.branch, done: [String(issue.number)] }),
            why: `when you have done “${title}” by hand, in a commit on ${epic}`,
          },
        ]),
    ...(asked.has(id)
      ? []
      : [
          {
            type: `${shellLine(ownName(env), "answer", id, "/fractal retry", "--data", prepared.data)} && ${command()}`,
            why: `or to have “${title}” tried again, when you have mended what the message names`,
          },
        ]),
  ]);
}

function takeIt(tree: Tree, { repository: { dir, branch } }: Prepared): NextStep[] {
  if (stateOf(tree) !== "ready") return [];
  const epic = epicBranch(rootOf(tree).facts.issue);
  const rules = [...tree.tasks.values()].flatMap(({ policy }) =>
    policy?.step === "filed" && policy.policy !== undefined ? [policy.policy] : [],
  );
  return [
    { type: shellLine(...gitIn(dir), "merge", epic), why: `take it, on ${branch}` },
    ...rules.map(({ id, rule }) => ({
      type: shellLine(...gitIn(dir), "merge", policyBranch(id)),
      why: `keep the rule for later trees: ${clip(oneLine(rule), 120)}`,
    })),
  ];
}

function toLookAt(tree: Tree, prepared: Prepared, env: NodeJS.ProcessEnv): NextStep[] {
  const { facts } = rootOf(tree);
  const { repository, data } = prepared;
  const range = `${repository.branch}...${epicBranch(facts.issue)}`;
  const diff = shellLine(...gitIn(repository.dir), "diff", range);
  const rows = shellLine("less", join(data, "beads", "tasks.jsonl"));
  const [list] = bdLine(prepared, env, "list", "--all");
  return [
    ...(facts.epicSha === undefined ? [] : [{ type: diff, why: "everything that was built" }]),
    list === undefined
      ? { type: rows, why: "the tree, in Beads' own format" }
      : { type: list, why: "the tree, in Beads" },
    { type: shellLine("less", join(data, "trace", "trace.jsonl")), why: "every event, call and decision" },
  ];
}

/** None without `bd`. */
function bdLine({ data, bd }: Prepared, env: NodeJS.ProcessEnv, ...words: string[]): string[] {
  if (!("path" in bd)) return [];
  const program = bd.path === onPath("bd", env) ? "bd" : bd.path;
  return [`BEADS_DIR=${shellLine(join(data, "beads", ".beads"))} ${shellLine(program, ...words)}`];
}

function gitIn(dir: string): string[] {
  return relative(process.cwd(), dir) === "" ? ["git"] : ["git", "-C", dir];
}
