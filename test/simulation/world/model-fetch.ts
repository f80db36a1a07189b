import type { ModelPrice } from "#src/core/rules.ts";
import { pause } from "../faults/abortable.ts";
import type { Faults, Random } from "../parts.ts";
import { type DrawnTask, byTitle } from "./drawn-tree.ts";
import { modelPrice, strongPrice } from "./drawn-config.ts";
import type { Fate } from "./fate.ts";
import type { HelpReply } from "./broken-replies.ts";
import { helpReplyFor, readHelp } from "./help-reply.ts";
import { readQuestion } from "./planner-question.ts";
import { replyFor } from "./planner-reply.ts";
import type { Spending } from "./spending.ts";

export type ModelParts = Readonly<{
  trees: readonly DrawnTask[];
  fate: Fate;
  faults: Faults;
  random: Random;
  spending: Spending;
}>;

/**
 * The provider of the models of planner, router and fixer, as `fetch`: chat completions, non-streaming. What is said follows from the task
 * alone; how long it takes, and whether the provider is there at all, from chance.
 */
export function modelFetch(parts: ModelParts): typeof fetch {
  const { trees, faults, random } = parts;
  const tasks = new Map(trees.flatMap((tree) => [...byTitle(tree)]));
  return async (_input, init) => {
    const signal = init?.signal ?? undefined;
    await pause(random.between(800, 40_000), signal);
    if (faults.strikes("model-down")) throw unreachable();
    if (faults.strikes("model-timeout")) return silence(signal);
    if (faults.strikes("model-429")) return refused(429, "Rate limit reached", { "retry-after": "20" });
    if (faults.strikes("model-529")) return refused(529, "Overloaded");
    if (faults.strikes("model-huge")) return new Response(" ".repeat(1_100_000), { headers: json });
    if (faults.strikes("model-garbage")) return new Response("<html>502</html>", { headers: json });
    const body = String(init?.body);
    const { title, price, reply } = answered(body, { ...parts, tasks });
    const { content, finish, refusal, calls } = reply;
    const { prompt_tokens: input, completion_tokens: output } = usageOf(content);
    parts.spending.add(`plan ${title}`, (input * price.inputPerMTok + output * price.outputPerMTok) / 1e6);
    const answer = {
      id: "chatcmpl-1",
      object: "chat.completion",
      created: 1,
      model: "planner",
      choices: [
        {
          index: 0,
          finish_reason: finish,
          message: {
            role: "assistant",
            content,
            ...(refusal && { refusal }),
            ...(calls && { tool_calls: calls.map(asCall) }),
          },
        },
      ],
      ...(!faults.strikes("model-nousage") && { usage: usageOf(content) }),
    };
    return new Response(JSON.stringify(answer), { headers: json });
  };
}

/** As `fetch` says it: nothing was sent. */
function unreachable(): TypeError {
  const cause = Object.assign(new Error("connect ECONNREFUSED"), {
    code: "ECONNREFUSED",
    syscall: "connect",
  });
  return new TypeError("fetch failed", { cause });
}

/** Who is asked, about what, at which price, and what they say. */
function answered(
  body: string,
  { fate, faults, tasks }: Pick<ModelParts, "fate" | "faults"> & { tasks: ReadonlyMap<string, DrawnTask> },
): { title: string; price: ModelPrice; reply: HelpReply } {
  const around = { fate, plan: faults.plan, happened: faults };
  const help = readHelp(body);
  if (help !== undefined)
    return {
      title: help.title,
      price: help.role === "fixer" ? strongPrice : modelPrice,
      reply: helpReplyFor(help, around),
    };
  const question = readQuestion(body);
  const { title } = question;
  return { title, price: modelPrice, reply: replyFor(question, { ...around, task: tasks.get(title) }) };
}

function asCall({ name, arguments: args }: { name: string; arguments: string }, at: number) {
  return { id: `call_${at}`, type: "function", function: { name, arguments: args } };
}

const json = { "content-type": "application/json" };

function usageOf(content: string | null) {
  const output = Math.ceil((content ?? "").length / 4);
  return { prompt_tokens: 3000, completion_tokens: output, total_tokens: 3000 + output };
}

function refused(status: number, message: string, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify({ error: { message } }), { status, headers: { ...json, ...headers } });
}

/** No answer, ever: the caller's own clock ends it. */
function silence(signal: AbortSignal | undefined): Promise<Response> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason as Error));
  });
}
