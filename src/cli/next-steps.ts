import { join, relative } from "node:path";
import { epicBranch } from "#src/core/branch.ts";
import { stateOf } from "#src/core/needs-you.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import type { NextStep } from "#src/views/summary.ts";
import { onPath } from "./on-path.ts";
import type { Prepared, RunOptions } from "./prepare.ts";
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
    ...byHand(tree, prepared, command),
    ...(isOver ? [] : [{ type: command(), why: "go on" }]),
    ...takeIt(tree, prepared),
    ...toLookAt(tree, prepared, env),
  ];
}

/** Nobody but the person can move these, and there is no page on which they could close an issue. */
function byHand(tree: Tree, { repository: { branch: base } }: Prepared, command: Command): NextStep[] {
  const epic = epicBranch(rootOf(tree).facts.issue);
  return [...tree.tasks.values()].flatMap(({ parent, status, issue, title }) =>
    parent === null || status !== "needs_human" || issue === undefined
      ? []
      : [
          {
            // They may still be on the epic branch then.
            type: command({ base, done: [String(issue.number)] }),
            why: `when you have done “${title}” by hand, in a commit on ${epic}`,
          },
        ],
  );
}

function takeIt(tree: Tree, { repository: { dir, branch } }: Prepared): NextStep[] {
  if (stateOf(tree) !== "ready") return [];
  const epic = epicBranch(rootOf(tree).facts.issue);
  return [{ type: shellLine(...gitIn(dir), "merge", epic), why: `take it, on ${branch}` }];
}

function toLookAt(tree: Tree, { repository, data, bd }: Prepared, env: NodeJS.ProcessEnv): NextStep[] {
  const { facts } = rootOf(tree);
  const range = `${repository.branch}...${epicBranch(facts.issue)}`;
  const diff = shellLine(...gitIn(repository.dir), "diff", range);
  const trace = shellLine("less", join(data, "trace", "trace.jsonl"));
  return [
    ...(facts.epicSha === undefined ? [] : [{ type: diff, why: "everything that was built" }]),
    "path" in bd
      ? { type: listing(join(data, "beads"), bd.path, env), why: "the tree, in Beads" }
      : {
          type: shellLine("less", join(data, "beads", "tasks.jsonl")),
          why: "the tree, in Beads' own format",
        },
    { type: trace, why: "every event, call and decision" },
  ];
}

function listing(beads: string, program: string, env: NodeJS.ProcessEnv): string {
  const bd = program === onPath("bd", env) ? "bd" : program;
  return `BEADS_DIR=${shellLine(join(beads, ".beads"))} ${shellLine(bd, "list", "--all")}`;
}

function gitIn(dir: string): string[] {
  return relative(process.cwd(), dir) === "" ? ["git"] : ["git", "-C", dir];
}
