import type { Zippable } from "fflate";
import { expect, test } from "vitest";
import { collectReport } from "#src/effects/perform/report.ts";
import { Arrival } from "#src/ingress/inbox.ts";
import { Attempt } from "#src/core/attempt.ts";
import { readBlob } from "#src/effects/telemetry/read-trace.ts";
import { openDesk, reportOf, sha256, treeOf, usage } from "./desk.ts";

const envelope = { v: 1, ts: "2026-01-05T09:00:30.000Z", seq: 1, run: "77", root: "fx-of-another" };
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
const modelCall = (blobs: object) => ({ ...envelope, type: "model_call", attrs: { ...call, ...blobs } });
const tool = { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "read_file", verdict: "allow" };

/** Collects the report of a worker that handed in this trace and these blobs beside it. */
async function collect(lines: readonly object[], blobs: Record<string, string | Buffer>) {
  const desk = await openDesk({ "src/a.ts": "old\n" });
  const text = lines.map((line) => JSON.stringify(line)).join("\n");
  const beside = Object.entries(blobs).map(([name, held]) => [`blobs/${name}`, Buffer.from(held)] as const);
  const artifact: Zippable = {
    ...reportOf(desk.base, { "src/a.ts": "new\n" }),
    "trace.jsonl": Buffer.from(text),
    ...Object.fromEntries(beside),
  };
  const runId = await desk.ran(artifact);
  const about = { task: "fx-00000002", attempt: 1, key: "fx-00000002/1/report" };
  const events = await collectReport(desk.desk, treeOf(desk.base), {
    type: "CollectReport",
    ...about,
    runId,
  });
  return Object.assign(desk, { events, [Symbol.asyncDispose]: desk[Symbol.asyncDispose] });
}

test("what the worker's model was asked and said, and what its tools did, is kept beside our trace", async () => {
  const texts = { prompt: "the prompt", output: "the reply", arguments: '{"path":"a"}', result: "1\told" };
  const named = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, sha256(text)]));
  await using desk = await collect(
    [
      modelCall({ prompt: named["prompt"], output: named["output"] }),
      {
        ...envelope,
        type: "tool_call",
        attrs: {
          ...tool,
          outcome: "ok",
          durationMs: 1,
          arguments: named["arguments"],
          result: named["result"],
        },
      },
    ],
    Object.fromEntries(Object.values(texts).map((text) => [sha256(text), text])),
  );
  const told = desk
    .lines()
    .filter(({ attrs }) => "fractal.worker.run" in attrs)
    .flatMap(({ attrs }) =>
      Object.keys(texts).flatMap((name) => (name in attrs ? [[name, attrs[name] as string]] : [])),
    )
    .map(([name, blob]) => [name, readBlob(desk.traceFile, blob ?? "")]);
  expect(Object.fromEntries(told)).toEqual(texts);
  expect(desk.lines()[0]).toMatchObject({ root: "fx-00000001", task: "fx-00000002", key: "fx-00000002/1" });
});

test("a worker can say what it called and checked, never what the tree decided, did or was told", async () => {
  const forged = [
    {
      ...envelope,
      type: "human_message",
      attrs: { direction: "in", where: "IssueClosed", actor: "ada", text: sha256("yes") },
    },
    { ...envelope, type: "decision", attrs: { event: "HumanAnswered", changes: [], effects: [] } },
    {
      ...envelope,
      type: "effect",
      attrs: { effect: "MergePullRequest", outcome: "done", durationMs: 1 },
    },
    { ...envelope, type: "event", attrs: { event: "PullRequestMerged" } },
  ];
  const checked = { ...envelope, type: "validation", attrs: { subject: "attempt", verdict: "passed" } };
  await using desk = await collect([...forged, checked, modelCall({})], { [sha256("yes")]: "yes" });
  expect(
    desk
      .lines()
      .filter(({ attrs }) => "fractal.worker.run" in attrs)
      .map(({ type }) => type),
  ).toEqual(["validation", "model_call"]);
});

test("a blob that is not there, not what its name says, no text or too large is left out by name", async () => {
  const huge = "x".repeat(5_000_001);
  const bytes = Buffer.from([0xff, 0xfe, 0xfd]);
  await using desk = await collect(
    [
      modelCall({ prompt: sha256("gone"), output: sha256("promised") }),
      modelCall({ prompt: sha256(huge), output: sha256(bytes) }),
    ],
    { [sha256("promised")]: "something else", [sha256(huge)]: huge, [sha256(bytes)]: bytes },
  );
  const calls = desk.lines().filter(({ type }) => type === "model_call");
  expect(calls.map(({ attrs }) => [attrs["prompt"], attrs["output"], attrs["fractal.worker.lost"]])).toEqual([
    [undefined, undefined, ["prompt", "output"]],
    [undefined, undefined, ["prompt", "output"]],
  ]);
  expect(desk.blobs()).toEqual([]);
});

test.each([
  ["two million dollars", [{ "fractal.cost.usd": 2_000_000 }], 0.03],
  ["more than numbers hold", [{ "fractal.cost.usd": 1e308 }, { "fractal.cost.usd": 1e308 }], 0.03],
  ["nine quadrillion tokens", [{ "gen_ai.usage.input_tokens": 9_000_000_000_000_000 }], 0.03],
  ["a little more than its reserve", [{ "fractal.cost.usd": 0.015 }], 0.015],
])("a trace that tells of %s is charged thrice the reserve at most, and is kept", async (_, lies, usd) => {
  await using desk = await collect(
    lies.map((lie) => ({ ...envelope, type: "model_call", attrs: { ...call, ...lie } })),
    {},
  );
  expect(desk.events).toMatchObject([{ type: "AttemptReported", usage: { usd } }]);
  const [event] = desk.events;
  const line = JSON.stringify({ id: "d", root: "fx-00000001", event });
  expect(Arrival.parse(JSON.parse(line)).event).toEqual(event);
  const charged = event?.type === "AttemptReported" ? event.usage : undefined;
  const row = { n: 1, rung: 0, model: "small", startedAt: 0, reservedUsd: 0.01, usage: charged };
  expect(Attempt.parse(row)).toMatchObject({ usage: { usd } });
});
