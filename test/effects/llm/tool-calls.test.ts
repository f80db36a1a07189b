import { expect, test } from "vitest";
import { z } from "zod";
import { ask } from "#src/effects/llm/ask.ts";
import { connect } from "#src/effects/llm/connect.ts";
import { answer, completion, endpoint } from "./endpoint.ts";

const price = { inputPerMTok: 1, cachedInputPerMTok: 0.1, outputPerMTok: 10 };

test("tool calls come parsed; arguments that are no JSON are a format failure", async () => {
  const calling = (args: string) =>
    completion(null, {
      choices: [
        {
          message: {
            tool_calls: [{ id: "t1", type: "function", function: { name: "look", arguments: args } }],
          },
        },
      ],
    });
  const tools = [{ name: "look", description: "Look", args: z.object({ at: z.string() }) }];
  const messages = [{ role: "user", content: "?" }] as const;
  await using server = await endpoint((_body, response) => answer(response, 200, calling('{"at":"x"}')));
  await using broken = await endpoint((_body, response) => answer(response, 200, calling('{"at":')));
  const base = { model: "small", messages, tools, maxOutputTokens: 10, timeoutMs: 5000, price };
  expect(await ask({ ...base, endpoint: connect({ apiKey: "k", baseUrl: server.baseUrl }) })).toMatchObject({
    ok: true,
    value: undefined,
    text: "",
    toolCalls: [{ id: "t1", name: "look", args: { at: "x" }, rawArgs: '{"at":"x"}' }],
  });
  expect(await ask({ ...base, endpoint: connect({ apiKey: "k", baseUrl: broken.baseUrl }) })).toMatchObject({
    ok: false,
    kind: "format",
    words: "the arguments of look are not JSON",
  });
});
