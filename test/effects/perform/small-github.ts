import type { ServerResponse } from "node:http";
import { onTestFinished } from "vitest";
import type { Effect } from "#src/core/effect.ts";
import { Config } from "#src/core/rules.ts";
import { githubClient } from "#src/effects/github/client.ts";
import { connect } from "#src/effects/llm/connect.ts";
import { createBreakers } from "#src/effects/perform/breakers.ts";
import { createPerform } from "#src/effects/perform/perform.ts";
import { answer, endpoint } from "#test/effects/llm/endpoint.ts";
import { price, treeOf } from "./desk.ts";

/** A GitHub that may be down, with a model beside it that never answers unless it is told how, and effects on them. */
export async function openGithub(model: (response: ServerResponse) => void = () => {}) {
  const github = { isDown: true, requests: 0, asked: 0 };
  const server = await endpoint((_body, response, { url = "" }) => {
    if (url.endsWith("/chat/completions")) {
      github.asked += 1;
      return model(response);
    }
    github.requests += 1;
    if (github.isDown) return answer(response, 502, { message: "Bad gateway" });
    const sha = "a".repeat(40);
    const tree = { sha, truncated: false, tree: [] };
    const permission = { permission: "write", role_name: "write", user: { login: "ada" } };
    answer(response, 200, url.includes("/git/") ? { ...tree, object: { sha } } : permission);
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  let now = 1_767_600_000_000;
  const octokit = githubClient({ baseUrl: server.baseUrl });
  const perform = createPerform({
    repository: () => Promise.resolve({ octokit, owner: "ada", repo: "demo" }),
    bot: "fractal[bot]",
    endpoint: connect({ apiKey: "k", baseUrl: server.baseUrl }),
    workerBaseUrl: null,
    trace: { write: () => {}, blob: () => "" },
    clock: () => now,
    parseConfig: () => Config.parse({}),
    shipped: {},
    priceOf: () => undefined,
    breakers: createBreakers(() => now),
    texts: new Map(),
    limits: {},
  });
  const tree = treeOf("a".repeat(40), {
    epicSha: "a".repeat(40),
    prices: { [Config.parse({}).models.planner]: price },
  });
  const effect = (n: number): Effect => ({
    type: "CheckPermission",
    task: tree.root,
    key: `k/${n}`,
    login: "ada",
  });
  const kinds = async (count: number) => {
    const all = await Promise.all(Array.from({ length: count }, (_, n) => perform(tree, effect(n))));
    return all.flat().map((event) => (event.type === "EffectFailed" ? event.kind : event.type));
  };
  return { github, perform, tree, kinds, pass: (ms: number) => void (now += ms) };
}
