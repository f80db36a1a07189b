import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { home, type } from "./terminal.ts";

const typed = [
  { args: ["--help"], code: 0, says: /Usage: fractal .*run \[options\] <spec\.md>/s },
  {
    args: ["run", "--help"],
    code: 0,
    says: /--repo <dir>.*--base <branch>.*--data <dir>.*--answers <file>.*--json.*Exit status:.*0 .*3 .*1 .*2 /s,
  },
  { args: ["answer", "--help"], code: 0, says: /<task> <text>.*--data <dir>.*Exit status:.*0 .*1 .*2 /s },
  { args: ["tree", "--help"], code: 0, says: /--data <dir>.*--json.*Exit status:/s },
  { args: ["why"], code: 2, says: /missing required argument 'task'.*fractal why --help/s },
  {
    args: ["tree", "--data", "/none/such"],
    code: 2,
    says: /nothing was begun in \/none\/such\n {2}→ give the --data/,
  },
  { args: [], code: 2, says: /Usage: fractal/ },
  { args: ["rnu", "spec.md"], code: 2, says: /unknown command 'rnu'.*Did you mean run\?/s },
  { args: ["run", "spec.md", "--jsno"], code: 2, says: /unknown option '--jsno'.*Did you mean --json\?/s },
  { args: ["run"], code: 2, says: /missing required argument 'spec\.md'.*fractal run --help/s },
  { args: ["run", "a.md", "b.md"], code: 2, says: /too many arguments/ },
];

test.for(typed)("fractal $args: $code", async ({ args, code, says }) => {
  const said = await type(args).ended;
  const [words, silent] = code === 0 ? [said.stdout, said.stderr] : [said.stderr, said.stdout];
  expect({ code: said.code, silent }).toEqual({ code, silent: "" });
  expect(words).toMatch(says);
});

test("bin/fractal works from any directory, and hands over to the project's Node when it is started by an older one", () => {
  const door = join(home, "bin", "fractal");
  const nodes = [process.execPath, "/usr/bin/node", "/usr/local/bin/node"].filter((path) => existsSync(path));
  for (const node of nodes) {
    const { status, stdout, stderr } = spawnSync(node, [door, "run", "missing.md"], {
      cwd: tmpdir(),
      encoding: "utf8",
    });
    expect({ status, stdout }, node).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("missing.md does not exist");
  }
});
