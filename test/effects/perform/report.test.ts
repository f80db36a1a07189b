import { symlinkSync } from "node:fs";
import { join } from "node:path";
import type { Zippable } from "fflate";
import { expect, test } from "vitest";
import { collectReport } from "#src/effects/perform/report.ts";
import { commitIn } from "#test/local/hub/world.ts";
import { openDesk, reportOf, treeOf, usage } from "./desk.ts";

const about = {
  type: "CollectReport",
  task: "fx-00000002",
  attempt: 1,
  key: "fx-00000002/1/report",
} as const;

test("a patch where the base has a link is unsafe, whoever owns the path and whatever mode is claimed", async () => {
  await using desk = await openDesk({ "src/a.ts": "old\n" });
  const dir = await desk.world.clone(desk.world.tokens.ada);
  symlinkSync("a.ts", join(dir, "src", "b.ts"));
  const base = await commitIn(dir, {}, "A link");
  await desk.world.git(dir, "push", "--quiet", "origin", "HEAD:main");
  const runId = await desk.ran(reportOf(base, { "src/b.ts": "../.github/workflows/ci.yml" }));
  const tree = treeOf(base, { files: ["src/**"] });
  expect(await collectReport(desk.desk, tree, { ...about, runId })).toMatchObject([
    { violations: [{ code: "symlink", words: "src/b.ts is a symbolic link", kind: "unsafe" }] },
  ]);
  expect(desk.lines()).toMatchObject([
    { attrs: { subject: "usage" } },
    { attrs: { subject: "patch", verdict: "refused", detail: "src/b.ts is a symbolic link" } },
  ]);
});

test("what is charged is said where it is not what the job claims", async () => {
  await using desk = await openDesk({ "src/a.ts": "old\n" });
  const call = {
    "gen_ai.operation.name": "chat",
    "gen_ai.agent.name": "worker",
    "gen_ai.request.model": "small",
    "gen_ai.usage.input_tokens": usage.inputTokens,
    "gen_ai.usage.cache_read.input_tokens": 0,
    "gen_ai.usage.output_tokens": usage.outputTokens,
    "fractal.cost.usd": usage.usd,
    "fractal.usage.source": "reply",
    durationMs: 5,
    outcome: "ok",
  };
  const line = { v: 1, ts: "2026-01-05T09:00:30.000Z", seq: 1, run: "77", root: "fx", attrs: call };
  const claiming = (usd: number): Zippable => ({
    ...reportOf(desk.base, { "src/a.ts": "new\n" }, { usage: { ...usage, usd } }),
    "trace.jsonl": Buffer.from(JSON.stringify({ ...line, type: "model_call" })),
  });
  const charged = async (usd: number) => {
    const runId = await desk.ran(claiming(usd));
    const [event] = await collectReport(desk.desk, treeOf(desk.base), { ...about, runId });
    return event?.type === "AttemptReported" ? event.usage?.usd : undefined;
  };
  expect(await charged(0.002)).toBe(0.002);
  expect(desk.lines().filter(({ attrs }) => attrs["subject"] === "usage")).toEqual([]);
  expect(await charged(900)).toBe(0.01);
  expect(desk.lines().find(({ attrs }) => attrs["subject"] === "usage")?.attrs["detail"]).toBe(
    "900 USD are reported, above the reserve and what the trace shows: 0.01 are charged",
  );
});
