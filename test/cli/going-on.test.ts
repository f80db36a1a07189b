import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { z } from "zod";
import { RunResult } from "#src/views/result.ts";
import { git, makeGreeter } from "./greeter.ts";
import { greeterModel } from "./greeter-model.ts";
import { living } from "./living.ts";
import { home, type } from "./terminal.ts";

/** An older one, where there is one: it hands over to ours. */
const anyNode = ["/usr/bin/node", "/usr/local/bin/node"].find((path) => existsSync(path)) ?? process.execPath;

test("Ctrl-C in the middle stops in order; the same command goes on to the same end", async () => {
  const { dir, repo, spec } = makeGreeter();
  await using model = await greeterModel();
  const args = ["run", spec, "--repo", repo, "--data", join(dir, "data"), "--json"];
  const first = type(args, { env: model.env });
  await first.until(/● running/);
  first.child.kill("SIGINT");
  const stopped = await first.ended;
  expect(stopped, stopped.stderr).toMatchObject({ code: 130, signal: null });
  expect(RunResult.parse(JSON.parse(stopped.stdout))).toMatchObject({ status: "working", exitCode: 130 });
  const again = /To go on: (\S+fractal) (run .*)/.exec(stopped.stderr);
  expect(again?.[2]?.split(" ")).toEqual(args.slice(0, -1));
  expect(living(dir)).toEqual([]);

  // Somebody looks at what there is meanwhile, and stays there.
  git(repo, "switch", "--quiet", "fractal/1/epic");
  const second = await type([...args, "--base", "main"], { env: model.env }).ended;
  expect(second, second.stderr).toMatchObject({ code: 0 });
  expect(second.stderr).toContain("going on with issue #1, where it was");
  expectEachOnce(dir, second.stdout);
  expect(git(repo, "status", "--porcelain")).toBe("");
  const merge = /fractal\/1\/epic is checked out in .*; there: git (merge \w+)/.exec(second.stderr)?.[1];
  git(repo, ...(merge ?? "it was not said").split(" "));
  expect(git(repo, "diff", "--stat", "main")).toContain("2 files changed");
}, 240_000);

test.for(["SIGTERM", "SIGKILL"])(
  "started through bin/fractal by any Node, %s to that ends all",
  { timeout: 120_000 },
  async (signal) => {
    const { dir, repo, spec } = makeGreeter();
    await using model = await greeterModel();
    const door = [anyNode, join(home, "bin", "fractal")];
    const run = type(["run", spec, "--repo", repo, "--data", join(dir, "data")], { env: model.env, door });
    await run.until(/● running/);
    run.child.kill(signal as NodeJS.Signals);
    // The words of the last one come when all has ended: its streams are shared.
    const { code, stderr } = await run.ended;
    expect(stderr).toContain("stopped; what was done until now is kept. To go on:");
    expect(code).toBe(signal === "SIGTERM" ? 143 : null);
    expect(living(dir)).toEqual([]);
  },
);

test("kill -9 at any moment: the same command goes on to the same end, and nothing is doubled", async () => {
  for (const [words, afterMs] of [
    [/○ queued/, 0],
    [/● running/, 700],
    [/● validating/, 300],
  ] as const) {
    const { dir, repo, spec } = makeGreeter();
    await using model = await greeterModel();
    const args = ["run", spec, "--repo", repo, "--data", join(dir, "data"), "--json"];
    const first = type(args, { env: model.env });
    await first.until(words);
    await sleep(afterMs);
    first.child.kill("SIGKILL");
    expect(await first.ended).toMatchObject({ code: null, stdout: "" });

    const second = await type(args, { env: model.env }).ended;
    expect(second, second.stderr).toMatchObject({ code: 0 });
    expectEachOnce(dir, second.stdout);
    expect(living(dir)).toEqual([]);
  }
}, 360_000);

test("a second Ctrl-C ends it at once, and leaves nothing running", async () => {
  const { dir, repo, spec } = makeGreeter();
  await using model = await greeterModel();
  const run = type(["run", spec, "--repo", repo, "--data", join(dir, "data")], { env: model.env });
  await run.until(/● running/);
  run.child.kill("SIGINT");
  await run.until(/stopping; once more stops at once/);
  await sleep(800);
  run.child.kill("SIGINT");
  expect(await run.ended).toMatchObject({ code: 130 });
  expect(living(dir)).toEqual([]);
}, 120_000);

test("two runs on the same data: the second is refused, the first goes on", async () => {
  const { dir, repo, spec } = makeGreeter();
  await using model = await greeterModel();
  const args = ["run", spec, "--repo", repo, "--data", join(dir, "data")];
  const first = type(args, { env: model.env });
  await first.until(/● planning/);
  const second = await type(args, { env: model.env }).ended;
  expect(second).toMatchObject({ code: 2, stdout: "" });
  expect(second.stderr).toContain(`${join(dir, "data")} is in use by another Fractal process`);
  expect(await first.ended).toMatchObject({ code: 0 });
}, 120_000);

const Row = z.object({ table: z.string(), row: z.looseObject({ id: z.number() }) });

/** What the hub holds in the end: one issue per task, one run per key, one pull request per branch, and nothing else. */
function expectEachOnce(dir: string, stdout: string): void {
  const { tasks, status } = RunResult.parse(JSON.parse(stdout));
  expect(status).toBe("ready");
  const rows = new Map<string, z.infer<typeof Row>["row"]>();
  for (const line of readFileSync(join(dir, "data/hub/state.jsonl"), "utf8").split("\n").filter(Boolean)) {
    const { data } = Row.safeParse(JSON.parse(line));
    if (data) rows.set(`${data.table}/${data.row.id}`, data.row);
  }
  const of = (table: string, field: string) =>
    [...rows].flatMap(([key, row]) => (key.startsWith(`${table}/`) ? [row[field]] : []));
  const once = (values: readonly unknown[]) => expect(values).toEqual([...new Set(values)]);
  const titles = [...rows].flatMap(([key, { title, pullId }]) =>
    key.startsWith("issues/") && pullId === null ? [title] : [],
  );
  expect(titles.toSorted()).toEqual(tasks.map(({ title }) => title).toSorted());
  once(of("pulls", "headRef"));
  const dispatched = [...rows].flatMap(([key, { event, title }]) =>
    key.startsWith("workflowRuns/") && event === "workflow_dispatch" ? [title] : [],
  );
  once(dispatched);
  const branches = git(
    join(dir, "greeter"),
    "for-each-ref",
    "--format=%(refname:short)",
    "refs/heads/fractal",
  );
  expect(branches.split("\n").toSorted()).toEqual(tasks.flatMap(({ branch }) => branch ?? []).toSorted());
}
