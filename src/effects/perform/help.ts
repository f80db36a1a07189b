import type { EffectOf } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { maySplit } from "#src/core/retry.ts";
import { type RouterPacket, routerPacket } from "#src/core/router-packet.ts";
import type { Task, Tree } from "#src/core/tree.ts";
import { classify } from "#src/effects/github/classify.ts";
import { askFixer as fix, type FixerEnd } from "#src/effects/llm/fixer.ts";
import { askRouter as route } from "#src/effects/llm/router.ts";
import { Retryable } from "#src/errors.ts";
import { githubOf } from "./breakers.ts";
import { epicSha } from "./epic-sha.ts";
import { lookIn } from "./look.ts";
import { modelCall } from "./model-call.ts";
import { answered, failureOf } from "./model-failure.ts";
import { PaidFailure } from "./paid-failure.ts";
import type { World } from "./world.ts";

/** Bytes of all that is told of the task; there is as much again of words around it, and no byte is more than a token. */
const packetBytesMax = 20_000;

/** One call; what it cost is in the event whatever came of it. */
export async function askRouter(
  world: World,
  tree: Tree,
  effect: EffectOf<"AskRouter">,
): Promise<TreeEvent[]> {
  const call = modelCall(world, tree, effect, "router");
  if (call === undefined) return [];
  const packet = packetOf(tree, call.task);
  const answer = await call.through(async (options) => answered(await route(packet, options)));
  const replied = { type: "RouterReplied" as const, ...callIn(effect), usage: answer.charge.usage };
  return [answer.ok ? { ...replied, choice: answer.value } : { ...replied, problem: answer.words }];
}

/** Some calls, with looks at the epic between them; what all of them cost is in the event. */
export async function askFixer(world: World, tree: Tree, effect: EffectOf<"AskFixer">): Promise<TreeEvent[]> {
  const call = modelCall(world, tree, effect, "fixer");
  if (call === undefined) return [];
  const { task } = call;
  const packet = packetOf(tree, task);
  const sha = await world.breakers.through(githubOf(tree), () => epicSha(world, tree));
  const look = lookIn(world, tree, { sha, task, key: effect.key });
  const end = await call.through(async (options) => {
    const ended = await fix(packet, { ...options, look });
    if ("failure" in ended) throw paidFailureOf(ended);
    return ended;
  });
  if ("broken" in end) throw brokenOf(end, world.clock());
  const replied = { type: "FixerReplied" as const, ...callIn(effect), usage: end.usage };
  return ["fix" in end ? { ...replied, fix: end.fix } : { ...replied, problem: end.problem }];
}

/** Which call of which escalation is answered. */
function callIn({ task, n, ask }: EffectOf<"AskRouter"> | EffectOf<"AskFixer">) {
  return { task, n, ask };
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

function packetOf(tree: Tree, task: Task): RouterPacket {
  return routerPacket(tree, task, { bytesMax: packetBytesMax, maySplit: maySplit(tree, task) });
}
