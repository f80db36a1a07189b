import type { EffectOf } from "#src/core/effect.ts";
import { callTokens } from "#src/core/reserves.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { maySplit } from "#src/core/retry.ts";
import { type RouterPacket, routerPacket } from "#src/core/router-packet.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { classify } from "#src/effects/github/classify.ts";
import { askFixer as fix, type FixerEnd } from "#src/effects/llm/fixer.ts";
import { askRouter as route } from "#src/effects/llm/router.ts";
import { traceCall } from "#src/effects/llm/trace-call.ts";
import { Retryable } from "#src/errors.ts";
import { type Breakers, githubOf } from "./breakers.ts";
import { epicSha } from "./epic-sha.ts";
import { lookIn } from "./look.ts";
import { failureOf } from "./model-failure.ts";
import { PaidFailure } from "./paid-failure.ts";
import type { World } from "./world.ts";

/** Bytes of all that is told of the task; there is as much again of words around it, and no byte is more than a token. */
const packetBytesMax = 20_000;
const timeoutMs = 300_000;

/** One call; what it cost is in the event whatever came of it. */
export async function askRouter(
  world: World,
  tree: Tree,
  effect: EffectOf<"AskRouter">,
  breakers: Breakers,
): Promise<TreeEvent[]> {
  const about = aboutOf(world, tree, effect, "router");
  if (about === undefined) return [];
  const { packet, question, said } = about;
  const tokens = callTokens.router;
  const answer = await breakers.through({ kind: "model", name: world.endpoint.baseUrl }, async () => {
    const answered = await route(packet, {
      ...question,
      maxOutputTokens: tokens.output,
      inputTokensMax: tokens.input,
    });
    if (answered.ok || answered.kind === "format") return answered;
    throw failureOf(answered);
  });
  const replied = { type: "RouterReplied" as const, ...said, usage: answer.charge.usage };
  return [answer.ok ? { ...replied, choice: answer.value } : { ...replied, problem: answer.words }];
}

/** Some calls, with looks at the epic between them; what all of them cost is in the event. */
export async function askFixer(
  world: World,
  tree: Tree,
  effect: EffectOf<"AskFixer">,
  breakers: Breakers,
): Promise<TreeEvent[]> {
  const about = aboutOf(world, tree, effect, "fixer");
  if (about === undefined) return [];
  const { packet, question, said, task } = about;
  const sha = await breakers.through(githubOf(tree), () => epicSha(world, tree));
  const look = lookIn(world, tree, { sha, task, key: effect.key, breakers });
  const end = await breakers.through({ kind: "model", name: world.endpoint.baseUrl }, async () => {
    const ended = await fix(packet, { ...question, tokens: callTokens.fixer, look });
    if ("failure" in ended) throw paidFailureOf(ended);
    return ended;
  });
  if ("broken" in end) throw brokenOf(end, world.clock());
  const replied = { type: "FixerReplied" as const, ...said, usage: end.usage };
  return ["fix" in end ? { ...replied, fix: end.fix } : { ...replied, problem: end.problem }];
}

/** What its earlier replies cost must not be lost with the one that failed; what only a person can mend fails at the first call next time. */
function paidFailureOf({ failure, usage }: Extract<FixerEnd, { failure: unknown }>): Error {
  const { words, retryAfterMs } = failure;
  return usage.usd > 0 ? new PaidFailure(words, { retryAfterMs, usage }) : failureOf(failure);
}

/** GitHub could not be looked at: what the calls until then cost is charged all the same. */
function brokenOf({ broken, usage }: Extract<FixerEnd, { broken: unknown }>, now: number): Error {
  const error = classify(broken, now);
  const retryAfterMs = error instanceof Retryable ? error.retryAfterMs : undefined;
  return usage.usd > 0 ? new PaidFailure(error.message, { retryAfterMs, usage }) : error;
}

function aboutOf(
  world: World,
  tree: Tree,
  { task: id, n, ask, key }: EffectOf<"AskRouter"> | EffectOf<"AskFixer">,
  agent: "router" | "fixer",
) {
  const { facts } = rootOf(tree);
  const task = tree.tasks.get(id);
  const model = facts.config.models[agent];
  const price = facts.prices[model];
  if (task === undefined || price === undefined) return undefined;
  const onCall = traceCall(world.trace, { root: tree.root, task: id, key, agent });
  const question = { endpoint: world.endpoint, model, timeoutMs, price, onCall };
  return { task, packet: packetOf(tree, task), question, said: { task: id, n, ask } };
}

function packetOf(tree: Tree, task: Task): RouterPacket {
  return routerPacket(tree, task, { bytesMax: packetBytesMax, maySplit: maySplit(tree, task) });
}
