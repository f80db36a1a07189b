import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RunResult } from "#src/views/result.ts";
import { git, makeGreeter, writeAll } from "./greeter.ts";
import { greeterModel } from "./greeter-model.ts";
import { repositoryState } from "./repository-state.ts";
import { type } from "./terminal.ts";

test("a spec becomes branches in the person's repository, and everything else there stays as it was", async () => {
  const { dir, repo, spec } = makeGreeter();
  await using model = await greeterModel();
  // At work, with hooks that would tell, and a configuration that would prune, recurse and refresh.
  writeAll(repo, { "words/it.sh": "hello=Ciao\n", "ignored.txt": "x" });
  appendFileSync(join(repo, "greet.sh"), "# half-done\n");
  git(repo, "add", "words/it.sh");
  git(repo, "branch", "fractal/3/epic");
  for (const [key, value] of Object.entries({
    "fetch.prune": "true",
    "core.fsmonitor": join(repo, ".git/hooks/any"),
  }))
    git(repo, "config", key, value);
  for (const hook of [
    "any",
    "reference-transaction",
    "post-checkout",
    "pre-push",
    "post-merge",
    "pre-auto-gc",
  ]) {
    writeFileSync(join(repo, ".git/hooks", hook), `#!/bin/sh\ntouch '${dir}/hook-ran'\n`);
    chmodSync(join(repo, ".git/hooks", hook), 0o755);
  }
  const before = repositoryState(repo);

  const data = join(dir, "my data");
  const below = join(repo, "words");
  const said = await type(["run", spec, "--repo", below, "--data", data, "--json"], { env: model.env }).ended;

  expect(said, said.stderr).toMatchObject({ code: 0 });
  const result = RunResult.parse(JSON.parse(said.stdout));
  expect(result).toMatchObject({ status: "ready", exitCode: 0, epicBranch: "fractal/4/epic" });
  expect(said.stderr).toContain(
    "2 uncommitted files are not included (greet.sh, words/it.sh): the work starts from main at",
  );
  expect(said.stderr).toContain("using Fractal's own fractal-worker.yml and fractal-verify.yml");
  expect(said.stderr).not.toContain("\u001b");
  expect(repositoryState(repo)).toEqual(before);
  expect(existsSync(join(dir, "hook-ran"))).toBe(false);

  // What was pushed long ago starts nothing on this machine.
  const journal = readFileSync(join(data, "hub", "state.jsonl"), "utf8");
  expect(journal).toContain('"event":"pull_request"');
  expect(journal).not.toContain('"event":"push"');

  const branches = git(repo, "for-each-ref", "--format=%(refname:short)", "refs/heads").split("\n");
  const leaves = result.tasks.flatMap(({ parent, branch }) => (parent === null ? [] : (branch ?? [])));
  expect(branches.toSorted()).toEqual(["fractal/3/epic", "fractal/4/epic", ...leaves, "main"].toSorted());
  expect(git(repo, "show", "fractal/4/epic:words/fr.sh", "fractal/4/epic:words/de.sh")).toBe(
    "hello=Bonjour\nhello=Hallo",
  );
  for (const command of said.stderr.split("\n").filter((line) => / git -C .* diff /.test(line)))
    expect(git(repo, "diff", "--stat", command.split(" ").at(-1) ?? "")).toContain("2 files changed");

  const calls = model.requests().length;
  const again = await type(["run", spec, "--repo", repo, "--data", data, "--json"], { env: model.env }).ended;
  expect(again).toMatchObject({ code: 0, stdout: said.stdout });
  expect(again.stderr).toContain("this spec is done already, as issue #4");
  expect(model.requests()).toHaveLength(calls);
}, 120_000);

test("a second spec on the same data has its own issue and branches; taken into main, the first is merged", async () => {
  const { dir, repo, spec } = makeGreeter();
  await using model = await greeterModel();
  const at = ["--repo", repo, "--data", join(dir, "data"), "--json"];
  await type(["run", spec, ...at], { env: model.env }).ended;
  git(repo, "merge", "--quiet", "--no-edit", "fractal/1/epic");
  const other = join(dir, "other.md");
  writeFileSync(other, "# Greet in more languages\n\nAnd politely.\n");

  const second = RunResult.parse(
    JSON.parse((await type(["run", other, ...at], { env: model.env }).ended).stdout),
  );
  expect(second.tasks[0]).toMatchObject({ parent: null });
  expect(Number(second.epicBranch?.split("/")[1])).toBeGreaterThan(6);
  const first = RunResult.parse(
    JSON.parse((await type(["run", spec, ...at], { env: model.env }).ended).stdout),
  );
  expect(first).toMatchObject({ status: "merged", exitCode: 0, epicBranch: "fractal/1/epic" });
}, 120_000);

test("it starts from a worktree, from a bare or shallow clone, and from a branch that is named", async () => {
  const { dir, repo, spec } = makeGreeter();
  await using model = await greeterModel();
  git(repo, "switch", "--quiet", "--create", "next");
  git(repo, "commit", "--quiet", "--allow-empty", "--message=Next");
  git(repo, "worktree", "add", "--quiet", join(dir, "tree"), "main");
  git(repo, "switch", "--quiet", "--detach");
  git(dir, "clone", "--quiet", "--depth=1", "--branch=next", `file://${repo}`, "shallow");
  git(dir, "clone", "--quiet", "--bare", repo, "bare.git");
  mkdirSync(join(dir, "data"));
  const places = {
    tree: ["--repo", join(dir, "tree")],
    shallow: ["--repo", join(dir, "shallow")],
    "bare.git": ["--repo", join(dir, "bare.git"), "--base", "next"],
  };
  for (const [place, args] of Object.entries(places)) {
    const data = join(dir, "data", place);
    const said = await type(["run", spec, ...args, "--data", data], { env: model.env }).ended;
    expect(said, `${place}: ${said.stderr}`).toMatchObject({ code: 0 });
    const base = place === "tree" ? "main" : "next";
    expect(git(join(dir, place), "diff", "--stat", `${base}...fractal/1/epic`)).toContain("2 files changed");
  }
}, 180_000);
