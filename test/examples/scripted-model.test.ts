import OpenAI from "openai";
import type { ChatCompletionMessageParam } from "openai/resources/chat/completions";
import { expect, test } from "vitest";
import { z } from "zod";
import { Proposal } from "#src/core/plan.ts";
import { Report } from "#src/core/report.ts";
import { timesheet } from "../../examples/models/timesheet.ts";
import { startScriptedModel } from "../../examples/scripted-model.ts";

const rates = "Read the rate of an hour from the sheet";

test("a planner is answered with a proposal about the task whose title its prompt gives", async () => {
  await using model = await serve();
  const replies = await Promise.all(
    ["Invoices from the time sheet", "Turn minutes into money"].map((title) =>
      model.client.chat.completions.create({
        model: "gpt-5",
        messages: [
          { role: "system", content: "You plan." },
          {
            role: "user",
            content: `# Task\nTitle: ${title}\n\nThe whole spec: Invoices from the time sheet, …`,
          },
        ],
        response_format: {
          type: "json_schema",
          json_schema: { name: "proposal", schema: z.toJSONSchema(Proposal) },
        },
      }),
    ),
  );
  const titles = replies.map((reply) =>
    Proposal.parse(JSON.parse(reply.choices[0]?.message.content ?? "")).children.map(({ title }) => title),
  );
  expect(titles).toEqual([
    [rates, "Turn minutes into money", "Print the invoice from the command line"],
    ["Round minutes up to the billing step", "Price the lines of an invoice"],
  ]);
  expect(replies[0]?.usage?.prompt_tokens).toBeGreaterThan(100);
});

test("a worker has a conversation of tool calls that ends with a valid report", async () => {
  await using model = await serve();
  const { names, report } = await converse(model.client, `# ${rates}\nDo it.`);
  expect(names).toEqual([
    ["read_file", "read_file"],
    ["edit_file", "edit_file", "edit_file", "edit_file"],
    ["write_file"],
    ["run_tests"],
    ["submit"],
  ]);
  expect(report).toMatchObject({ status: "done" });
});

test("told of the last failure, the worker goes about it another way", async () => {
  await using model = await serve();
  const failure = 'LAST FAILURE\nError: the sheet has no column "rate"; it needs date, client';
  const { names } = await converse(model.client, `# ${rates}\nDo it.\n\n${failure}`);
  expect(names[1]).toEqual(["edit_file", "edit_file", "edit_file"]);
});

test("what a conversation sent before is counted as cached", async () => {
  await using model = await serve();
  const { cached } = await converse(model.client, `# ${rates}\n${"Background. ".repeat(500)}`);
  expect(cached[0]).toBe(0);
  expect(cached.slice(1).every((tokens) => tokens >= 1408)).toBe(true);
});

test("a prompt about an unknown task is refused", async () => {
  await using model = await serve();
  await expect(converse(model.client, "Write me a poem")).rejects.toThrow(/400.*no task of the script/);
});

const tools = ["read_file", "edit_file", "submit"].map((name) => ({
  type: "function" as const,
  function: { name, parameters: { type: "object" } },
}));

async function serve() {
  const model = await startScriptedModel(timesheet);
  const client = new OpenAI({ baseURL: model.url, apiKey: "unused", maxRetries: 0 });
  return { client, [Symbol.asyncDispose]: () => model.close() };
}

/** Plays the worker's part: every tool succeeds. */
async function converse(client: OpenAI, prompt: string) {
  const messages: ChatCompletionMessageParam[] = [{ role: "user", content: prompt }];
  const names: string[][] = [];
  const cached: number[] = [];
  while (names.length < 20) {
    const reply = await client.chat.completions.create({ model: "gpt-5-nano", messages, tools });
    const message = reply.choices[0]?.message;
    const calls = (message?.tool_calls ?? []).filter((call) => call.type === "function");
    if (message === undefined || calls.length === 0) throw new Error("the reply calls no tool");
    names.push(calls.map((call) => call.function.name));
    cached.push(reply.usage?.prompt_tokens_details?.cached_tokens ?? -1);
    const submitted = calls.find((call) => call.function.name === "submit");
    if (submitted !== undefined)
      return { names, cached, report: Report.parse(JSON.parse(submitted.function.arguments)) };
    messages.push(
      message,
      ...calls.map((call) => ({ role: "tool" as const, tool_call_id: call.id, content: "ok" })),
    );
  }
  throw new Error("the conversation does not end");
}
