import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findBd } from "#src/effects/beads/bd/find-bd.ts";

/** Changing a flag rebuilds everything, minutes of it: everybody uses these (tools/bd/README.md). */
const build = [
  "build",
  "-tags",
  "gms_pure_go",
  "-trimpath",
  "-ldflags=-s -w",
  "-o",
  "bin/bd",
  "github.com/steveyegge/beads/cmd/bd",
];
const folder = join(import.meta.dirname, "../tools/bd");
const binary = join(folder, "bin/bd");
const goAtLeast = "1.26.5";

process.exitCode = await main();

/** Builds the Beads command line into tools/bd/bin, hash-locked by tools/bd/go.sum, unless it is there already. */
async function main(): Promise<number> {
  const there = await findBd({ BD_BIN: binary, PATH: process.env["PATH"] });
  if ("path" in there && there.version === lockedVersion())
    return say(`bd ${there.version} is there already: ${there.path}`);
  const lacking = [goProblem(), compilerProblem()].filter((problem) => problem !== undefined);
  if (lacking.length > 0) {
    return complain([...lacking, "Or take a release instead: tools/bd/README.md says how."].join("\n"));
  }
  say("Building bd: about five minutes the first time, seconds after that.");
  execFileSync("go", build, { cwd: folder, stdio: "inherit", env: { ...process.env, CGO_ENABLED: "1" } });
  const made = await findBd({ BD_BIN: binary, PATH: process.env["PATH"] });
  return "path" in made ? say(`bd ${made.version} is built: ${made.path}`) : complain(made.missing);
}

function lockedVersion(): string | undefined {
  return /steveyegge\/beads v(\S+)/.exec(readFileSync(join(folder, "go.mod"), "utf8"))?.[1];
}

function goProblem(): string | undefined {
  const found = output("go", ["env", "GOVERSION"]);
  if (found === undefined) return `Go is missing: install Go ${goAtLeast} or newer from https://go.dev/dl/.`;
  const version = found.trim().replace(/^go/, "");
  const isEnough = new Intl.Collator("en", { numeric: true }).compare(version, goAtLeast) >= 0;
  return isEnough
    ? undefined
    : `Go ${version} is too old: install Go ${goAtLeast} or newer from https://go.dev/dl/.`;
}

function compilerProblem(): string | undefined {
  const [compiler = "cc"] = (output("go", ["env", "CC"]) ?? "cc").trim().split(" ");
  const isThere = existsSync(compiler) || output(compiler, ["--version"]) !== undefined;
  return isThere
    ? undefined
    : `The C compiler ${compiler} is missing: install one, on Debian and Ubuntu with: apt-get install gcc libc6-dev`;
}

function output(program: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(program, args, {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    return undefined;
  }
}

function say(text: string): number {
  console.log(text);
  return 0;
}

function complain(text: string): number {
  console.error(text);
  return 1;
}
