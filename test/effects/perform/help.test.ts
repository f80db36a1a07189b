import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import type { Effect } from "#src/core/effect.ts";
import type { Fix, RouterChoice } from "#src/core/help.ts";
import type { Task, Tree } from "#src/core/tree.ts";
import { connect } from "#src/effects/llm/connect.ts";
import { createPerform } from "#src/effects/perform/perform.ts";
import { answer, completion, endpoint } from "#test/effects/llm/endpoint.ts";
import { openDesk, price, treeOf } from "./desk.ts";

const choice: RouterChoice = { choose: "fixer", reason: "An off-by-one.", question: null };
const fix: Fix = { decision: "guide", guidance: "Add one.", reason: "" };

type Reply = object | number | ((response: ServerResponse) => void);

function calling(...calls: (readonly [name: string, args: object])[]): object {
  const tool_calls = calls.map(([name, args], at) => ({
    id: `t${at}`,
    type: "function",
    function: { name, arguments: JSON.stringify(args) },
  }));
  return completion(null, { choices: [{ finish_reason: "tool_calls", message: { tool_calls } }] });
}

const files = {
  "src/a.ts": "export const a = 1;\nexport const b = 2;\n",
  "src/b.ts": "import { a } from './a.ts';\n",
  "docs/long.md": "word ".repeat(3000),
};

/** A leaf of a real repository on its way to help, and models that say these things one after the other. */
async function openHelp(replies: readonly Reply[]) {
  const desk = await openDesk(files);
  const seen: { messages: { role: string; content: string }[] }[] = [];
  const server = await endpoint((body, response) => {
    const reply = replies[Math.min(seen.push(body as never), replies.length) - 1] ?? 500;
    if (typeof reply === "function") reply(response);
    else if (typeof reply === "number") answer(response, reply, { error: { message: "no" } });
    else answer(response, 200, reply);
  });
  const perform = createPerform({
    ...desk.desk,
    endpoint: connect({ apiKey: "k", baseUrl: server.baseUrl }),
  });
  const tree = stuckTree(desk.base);
  const effect = (type: "AskRouter" | "AskFixer"): Effect => ({
    type,
    task: "fx-00000002",
    key: "fx-00000002/help/1",
    n: 1,
    ask: 1,
  });
  return {
    desk,
    seen,
    tree,
    ask: (type: "AskRouter" | "AskFixer", on: Tree = tree) => perform(on, effect(type)),
    /** What the tools answered, in order. */
    shown: () =>
      (seen.at(-1)?.messages ?? []).filter(({ role }) => role === "tool").map(({ content }) => content),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await desk[Symbol.asyncDispose]();
    },
  };
}

function stuckTree(base: string, prices = { "gpt-5-mini": price, "gpt-5": price }): Tree {
  const tree = treeOf(base, { prices, epicSha: base });
  const leaf = tree.tasks.get("fx-00000002") as Task;
  const outcome = { class: "check" as const, reason: "red: test", digest: "expected 1, got 2" };
  const attempts = leaf.attempts.map((attempt) => ({ ...attempt, outcome }));
  const tasks = new Map([...tree.tasks, [leaf.id, { ...leaf, status: "escalated" as const, attempts }]]);
  return { ...tree, tasks };
}

test("the router is asked once, and its call is in the trace under its own name", async () => {
  await using help = await openHelp([completion(JSON.stringify(choice))]);
  expect(await help.ask("AskRouter")).toMatchObject([
    {
      type: "RouterReplied",
      task: "fx-00000002",
      n: 1,
      ask: 1,
      choice,
      usage: { calls: 1, inputTokens: 1000 },
    },
  ]);
  const calls = help.desk.lines().filter(({ type }) => type === "model_call");
  expect(calls).toMatchObject([
    { task: "fx-00000002", attrs: { "gen_ai.agent.name": "router", "gen_ai.request.model": "gpt-5-mini" } },
  ]);
  expect(help.seen[0]?.messages[1]?.content).toContain("expected 1, got 2");
});

test("the fixer sees the epic as it is, and nothing of the files it asks for is written", async () => {
  await using help = await openHelp([
    calling(
      ["list_files", { path: "src", glob: null }],
      ["read_file", { path: "src/a.ts", startLine: 2, endLine: null }],
      ["search_code", { query: "CONST B", glob: "src/*.ts" }],
      ["write_file", { path: "src/a.ts", content: "" }],
    ),
    calling(["propose_fix", fix]),
  ]);
  expect(await help.ask("AskFixer")).toMatchObject([
    { type: "FixerReplied", n: 1, ask: 1, fix, usage: { calls: 2 } },
  ]);
  expect(help.shown()).toEqual([
    "src/a.ts\nsrc/b.ts",
    "src/a.ts, lines 2-2 of 2:\n2\texport const b = 2;",
    "src/a.ts:2: export const b = 2;",
    'there is no tool "write_file" here; use one of list_files, read_file, search_code',
  ]);
  const looks = help.desk.lines().filter(({ type }) => type === "tool_call");
  expect(looks.map(({ attrs }) => [attrs["gen_ai.tool.name"], attrs["outcome"]])).toEqual([
    ["list_files", "ok"],
    ["read_file", "ok"],
    ["search_code", "ok"],
    ["write_file", "refused"],
  ]);
});

test.each([
  [["list_files", { path: "nowhere", glob: null }], "no files there"],
  [["list_files", { path: null, glob: "src/b.*" }], "src/b.ts"],
  [["read_file", { path: "src/c.ts" }], "src/c.ts is not there, too large, or no text"],
  [["read_file", { path: "src/a.ts", startLine: 9 }], "src/a.ts has 2 lines"],
  [["read_file", { path: "../secrets" }], "leaves the repository"],
  [["read_file", { path: "docs/long.md" }], "bytes cut"],
  [["search_code", { query: "nothing like it" }], "occurs nowhere"],
] as const)("a look that finds little is told so: %j", async (call, words) => {
  await using help = await openHelp([calling(call), calling(["propose_fix", fix])]);
  await help.ask("AskFixer");
  expect(help.shown()[0]).toContain(words);
  expect(Buffer.byteLength(help.shown()[0] ?? "")).toBeLessThan(8200);
});

test.each([
  ["AskRouter", "RouterReplied", "the reply is not JSON"],
  ["AskFixer", "FixerReplied", "the reply holds no tool call"],
] as const)("prose is no answer to %s, and is paid", async (type, event, problem) => {
  await using help = await openHelp([completion("Well.")]);
  expect(await help.ask(type)).toMatchObject([{ type: event, problem, usage: { calls: 1 } }]);
});

const reading = calling(["read_file", { path: "src/a.ts" }]);
const breaks = (response: ServerResponse) => void response.socket?.resetAndDestroy();

test.each([
  ["AskRouter", [503], { kind: "retry" }, undefined],
  ["AskRouter", [401], { kind: "human" }, undefined],
  ["AskFixer", [429], { kind: "retry" }, undefined],
  ["AskFixer", [reading, 503], { kind: "retry" }, 0.002],
  ["AskFixer", [reading, 401], { kind: "retry" }, 0.002],
] as const)(
  "%s that fails after %j is tried again with what it cost by then",
  async (type, replies, about, usd) => {
    await using help = await openHelp(replies as readonly Reply[]);
    const [event] = await help.ask(type);
    expect(event).toMatchObject({ type: "EffectFailed", ...about });
    expect(event?.type === "EffectFailed" ? event.usage?.usd : 0).toBe(usd);
  },
);

test("a connection that breaks once the request was sent may have been paid", async () => {
  await using help = await openHelp([breaks]);
  expect(await help.ask("AskRouter")).toMatchObject([
    { type: "EffectFailed", kind: "retry", usage: { calls: 1 } },
  ]);
});

test("without a price, or without its task, nothing is asked", async () => {
  await using help = await openHelp([completion(JSON.stringify(choice))]);
  const unpriced = stuckTree(help.desk.base, {} as never);
  expect(await help.ask("AskRouter", unpriced)).toEqual([]);
  expect(await help.ask("AskFixer", unpriced)).toEqual([]);
  const gone = new Map([...help.tree.tasks].filter(([id]) => id === help.tree.root));
  expect(await help.ask("AskRouter", { ...help.tree, tasks: gone })).toEqual([]);
  expect(help.seen).toEqual([]);
});

test("what a fixer's calls cost is not lost when GitHub fails between them", async () => {
  await using help = await openHelp([calling(["list_files", {}])]);
  help.desk.divert(({ path }, serve) =>
    path.includes("/git/trees/") ? Promise.resolve(Response.json({}, { status: 502 })) : serve(),
  );
  const failed = { type: "EffectFailed", kind: "retry", message: expect.stringContaining("502") };
  expect(await help.ask("AskFixer")).toMatchObject([{ ...failed, usage: { calls: 1 } }]);
});
