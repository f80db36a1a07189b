import { existsSync, realpathSync } from "node:fs";
import { delimiter, join, relative } from "node:path";
import { epicBranch } from "#src/core/branch.ts";
import { stateOf } from "#src/core/needs-you.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import { exitCodeOf, runResult } from "#src/views/result.ts";
import { type NextStep, renderSummary } from "#src/views/summary.ts";
import type { Prepared, RunOptions } from "./prepare.ts";
import { shellLine } from "./shell-line.ts";

/** What `fractal run` says in the end, in words and as a document. */
export type Ending = Readonly<{ words: string; document: string; exitCode: number }>;

/** @param stopped the exit code, when somebody ended it */
export function endingOf(
  tree: Tree,
  prepared: Prepared,
  { again, stopped, env }: { again: string; stopped?: number | undefined; env: NodeJS.ProcessEnv },
): Ending {
  const exitCode = stopped ?? exitCodeOf(tree);
  const goOn = stateOf(tree) === "ready" || stateOf(tree) === "merged" ? [] : [{ type: again, why: "go on" }];
  const next = [...goOn, ...takeIt(tree, prepared), ...toLookAt(tree, prepared, env)];
  return {
    words: renderSummary(tree, { next }),
    document: `${JSON.stringify(runResult(tree, { exitCode }), null, 2)}\n`,
    exitCode,
  };
}

/** The same command again, as it can be typed from where this one was. */
export function sameCommand(options: RunOptions, home: string, env: NodeJS.ProcessEnv): string {
  const { spec, repo, base, data } = options;
  const given = Object.entries({ "--repo": repo === "." ? undefined : repo, "--base": base, "--data": data });
  const flags = given.flatMap(([flag, value]) => (value === undefined ? [] : [flag, value]));
  return shellLine(ownName(home, env), "run", spec, ...flags);
}

/** `fractal` where that is us, else the path of our door. */
function ownName(home: string, env: NodeJS.ProcessEnv): string {
  const own = join(home, "bin", "fractal");
  const found = onPath("fractal", env);
  return found !== undefined && realpathSync(found) === realpathSync(own) ? "fractal" : own;
}

/** What a shell would run by that name. */
function onPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const dirs = (env["PATH"] ?? "").split(delimiter);
  return dirs.map((dir) => join(dir, name)).find((path) => existsSync(path));
}

function takeIt(tree: Tree, { repository: { dir, branch } }: Prepared): NextStep[] {
  if (stateOf(tree) !== "ready") return [];
  const epic = epicBranch(rootOf(tree).facts.issue);
  return [{ type: shellLine(...gitIn(dir), "merge", epic), why: `take it, on ${branch}` }];
}

function toLookAt(tree: Tree, { repository, data, bd }: Prepared, env: NodeJS.ProcessEnv): NextStep[] {
  const { facts } = rootOf(tree);
  const git = gitIn(repository.dir);
  const range = `${repository.branch}...${epicBranch(facts.issue)}`;
  const beads = join(data, "beads");
  const program = "path" in bd ? bd.path : undefined;
  return [
    ...(facts.epicSha === undefined
      ? []
      : [{ type: shellLine(...git, "diff", range), why: "everything that was built" }]),
    program === undefined
      ? { type: shellLine("less", join(beads, "tasks.jsonl")), why: "the tree, in Beads' own format" }
      : {
          type: `BEADS_DIR=${shellLine(join(beads, ".beads"))} ${shellLine(program === onPath("bd", env) ? "bd" : program, "list", "--all")}`,
          why: "the tree, in Beads",
        },
    { type: shellLine("less", join(data, "trace", "trace.jsonl")), why: "every event, call and decision" },
  ];
}

function gitIn(dir: string): string[] {
  return relative(process.cwd(), dir) === "" ? ["git"] : ["git", "-C", dir];
}
