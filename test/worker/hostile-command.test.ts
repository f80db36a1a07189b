import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { apiKey, attempt, briefingOf, workshop } from "./workshop.ts";

const runTests = { calls: [{ name: "run_tests", args: {} }] };
const giveUp = { calls: [{ name: "ask_human", args: { question: "What now?", options: ["a", "b"] } }] };
const { limits } = briefingOf();

test("a command sees an environment made from an allow-list", async () => {
  using shop = workshop();
  const env = {
    PATH: process.env["PATH"],
    OPENAI_API_KEY: "canary-1",
    "INPUT_API-KEY": "canary-2",
    GITHUB_TOKEN: "canary-3",
    ACTIONS_RUNTIME_TOKEN: "canary-4",
    GITHUB_ENV: "/tmp/canary-5",
    GITHUB_OUTPUT: "/tmp/canary-6",
    NODE_OPTIONS: "--canary-7",
    HOME: "/canary-8",
    BASH_ENV: "/canary-9",
  };
  const verify = 'env | sort; echo; ls -A "$HOME"; cat .git/config';
  const story = await attempt(shop, [runTests, giveUp], { verify }, { env });
  expect(story.artifact("*")).not.toContain("canary-");
  const names = (story.told[0] ?? "").match(/^[A-Za-z_]+(?==)/gm) ?? [];
  expect(names.filter((name) => !["_", "PWD", "SHLVL", "OLDPWD"].includes(name))).toEqual([
    "CI",
    "HOME",
    "LANG",
    "PATH",
    "TMPDIR",
  ]);
});

test("a credential that a command prints is taken out", async () => {
  using shop = workshop();
  const verify = `echo "key ${apiKey}"; echo 'ghp_${"a1B2".repeat(9)}'`;
  const story = await attempt(shop, [runTests, giveUp], { verify });
  expect(story.told[0]).toBe("exit 0\nkey [redacted: known secret]\n[redacted: GitHub token]\n");
});

test("a command that hangs, and what it started, is killed as a group", async () => {
  using shop = workshop();
  const mark = mkdtempSync(join(tmpdir(), "mark-"));
  const verify = `(sleep 600; touch ${mark}/late) & sleep 601 & trap '' TERM; echo started; sleep 602`;
  const story = await attempt(shop, [runTests, giveUp], { verify, limits: { ...limits, testMs: 1000 } });
  expect(story.told[0]).toBe("killed: not done after 1 s\nstarted\n");
  expect(story.result.report?.testsRun).toEqual([{ command: verify, exit: -1 }]);
  expect(execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })).not.toMatch(/^sleep 60[012]$/m);
  expect(existsSync(join(mark, "late"))).toBe(false);
});

test("children that outlive the command do not hold it up", async () => {
  using shop = workshop();
  const story = await attempt(shop, [runTests, giveUp], { verify: "sleep 603 & echo done" });
  expect(story.told[0]).toBe("exit 0\ndone\n");
  expect(execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })).not.toMatch(/^sleep 603$/m);
});

test("ten megabytes of output become head, tail and a note; a flood is stopped", async () => {
  using shop = workshop();
  const verify = "echo begin; head -c 10000000 /dev/zero | tr '\\0' x; echo; echo the end; exit 3";
  const story = await attempt(shop, [runTests, giveUp], { verify });
  expect(story.told[0]?.length).toBeLessThan(8200);
  expect(story.told[0]).toMatch(/^exit 3\nbegin\nx+\n\[… 99\d+ bytes cut …\]\nx+\nthe end\n$/);
  const flood = await attempt(shop, [runTests, giveUp], { verify: "yes" });
  expect(flood.told[0]).toMatch(/^killed: it wrote without end\ny\n/);
});

test("what a command does to .git changes neither our git nor the patch", async () => {
  using shop = workshop();
  const mark = mkdtempSync(join(tmpdir(), "mark-"));
  const verify = `
    echo 'touch ${mark}/ran; cat' > evil.sh; chmod +x evil.sh
    git config core.fsmonitor "$PWD/evil.sh"; git config filter.x.clean "$PWD/evil.sh"; git config core.hooksPath "$PWD"
    echo '* filter=x' > .gitattributes; echo 'src/' > .git/info/exclude
    echo 'echo $(( $1 + $2 ))' > src/sum.sh; git add -A; git update-ref -d HEAD; rm -rf .git/refs .git/index ${mark}/ran`;
  const story = await attempt(shop, [runTests, giveUp], { verify });
  expect(story.told[0]).toMatch(/^exit 0/);
  expect(story.result.patch.files.map((file) => file.path)).toEqual(["src/sum.sh"]);
  expect(existsSync(join(mark, "ran"))).toBe(false);
});

test("shell failures inside a pipe are failures", async () => {
  using shop = workshop();
  const story = await attempt(shop, [runTests, giveUp], { verify: "false | cat; echo not reached" });
  expect(story.told[0]).toBe("exit 1\n(no output)");
});
