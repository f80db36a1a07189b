import { join } from "node:path";
import { expect, test } from "vitest";
import { RunResult } from "#src/views/result.ts";
import { makeGreeter } from "./greeter.ts";
import { greeterModel } from "./greeter-model.ts";
import { living } from "./living.ts";
import { type } from "./terminal.ts";

/** No file grows beyond so many KiB: as good as a full disk for the one that reaches it first. */
const upTo = (kib: number) => ["bash", "-c", `ulimit -f ${kib}; exec "$@"`, "--"];

// 12: the inbox, or the tasks; 30: trace or hub, in the middle of the leaves.
test.for([12, 30])(
  "the disk fills up at %i KiB: said clearly, nothing lost; with room again it goes on to the end",
  { timeout: 240_000 },
  async (kib) => {
    const { dir, repo, spec } = makeGreeter();
    await using model = await greeterModel();
    const args = ["run", spec, "--repo", repo, "--data", join(dir, "data"), "--json"];
    const full = await type(args, { env: model.env, through: upTo(kib) }).ended;
    expect(full, full.stderr).toMatchObject({ code: 1 });
    expect(full.stderr).toMatch(/the disk is full.*make room and start again/s);
    expect(full.stderr).toMatch(/what was done until now is kept\. To go on: \S+fractal run/);
    expect(full.stderr).not.toMatch(/bug of Fractal|^ {4}at /m);
    expect(RunResult.parse(JSON.parse(full.stdout))).toMatchObject({ status: "working", exitCode: 1 });
    expect(living(dir)).toEqual([]);

    const again = await type(args, { env: model.env }).ended;
    expect(again, again.stderr).toMatchObject({ code: 0 });
    expect(RunResult.parse(JSON.parse(again.stdout)).totals).toMatchObject({ tasks: 3, done: 2 });
  },
);
