import { LLMock, type ChatCompletionRequest, type ChatMessage } from "@copilotkit/aimock";
import { tokensOf } from "./scripted-usage.ts";

/** What a worker calls in one turn. */
export type Call = { name: string; arguments: Record<string, unknown> };
/** One reply of a worker: a few words, and the tools it calls. */
export type Turn = { say: string; calls: Call[] };

/** What the model knows of one task, found in a prompt by the task's title. */
export type Part = {
  title: string;
  /** The planner's reply: a `Proposal`, or whatever a model might answer instead; or how it is chosen by reading the prompt. */
  plan?: unknown;
  /** A worker's whole conversation, chosen by reading its prompt; it ends with `submit`. */
  work?: (prompt: string) => Turn[];
  /** The router's reply when the part is stuck: a `RouterChoice`, or whatever else. It sends for a person when left out. */
  route?: (prompt: string) => unknown;
  /** A fixer's whole conversation; it ends with `propose_fix`. */
  fix?: (prompt: string) => Turn[];
  /** The rules in a person's answer: a `Distilled`, or whatever else. There are none when left out. */
  distil?: (prompt: string) => unknown;
};
export type Script = Part[];

export type Role = "planner" | "worker" | "router" | "fixer" | "distiller";
export type ModelRequest = { role: Role; part: string; model: string; turn: number };

export type ScriptedModel = {
  /** OpenAI-compatible: what `OPENAI_BASE_URL` takes. */
  url: string;
  requests: () => ModelRequest[];
  close: () => Promise<void>;
};

/**
 * Serves a script as an OpenAI-compatible endpoint on loopback. It keeps nothing between requests: like a model it answers from the
 * prompt alone, so a conversation begun again is answered again. A prompt about no known task is refused with 400.
 * @param thinkMs how long a reply takes, so that a person can watch
 */
export async function startScriptedModel(
  script: Script,
  { port = 0, thinkMs = 0 }: { port?: number; thinkMs?: number } = {},
): Promise<ScriptedModel> {
  const asked: ModelRequest[] = [];
  const server = new LLMock({ host: "127.0.0.1", port, strict: true });
  server.on({ predicate: () => true }, async (request) => {
    if (thinkMs > 0) await new Promise((resolve) => setTimeout(resolve, thinkMs));
    const part = partOf(script, request);
    if (part === undefined) return refusal("no task of the script is named in this prompt");
    const role = roleIn(request);
    const turn = request.messages.filter((message) => message.role === "assistant").length;
    asked.push({ role, part: part.title, model: request.model, turn });
    switch (role) {
      case "planner":
        return planReply(part, request);
      case "router":
        return routeReply(part, request);
      case "distiller":
        return distilReply(part, request);
      case "worker":
        return turnReply(part.work, { part, request, turn });
      default:
        return turnReply(part.fix, { part, request, turn });
    }
  });
  await server.start();
  return { url: `${server.url}/api/v1`, requests: () => [...asked], close: () => server.stop() };
}

/** Workers and fixers are given tools, each with their own to end with; the others are asked for JSON. */
function roleIn(request: ChatCompletionRequest): Role {
  const tools = (request.tools ?? []).map((tool) => tool.function.name);
  if (tools.length > 0) return tools.includes("propose_fix") ? "fixer" : "worker";
  const prompt = promptOf(request);
  if (prompt.includes("You read one answer that a maintainer gave")) return "distiller";
  return prompt.includes("You decide who helps with one task") ? "router" : "planner";
}

/**
 * The task that a prompt is about. Prompts may name others on the way (the whole spec, finished siblings), so the first line that says
 * nothing but a title, as a heading or a field may, counts before any mention.
 */
function partOf(script: Script, request: ChatCompletionRequest): Part | undefined {
  const prompt = promptOf(request);
  for (const line of prompt.split("\n").map((text) => text.trim())) {
    const part = script.find(({ title }) => [title, `# ${title}`, `Title: ${title}`].includes(line));
    if (part !== undefined) return part;
  }
  return script
    .filter(({ title }) => prompt.includes(title))
    .sort((a, b) => prompt.indexOf(a.title) - prompt.indexOf(b.title))[0];
}

function planReply(part: Part, request: ChatCompletionRequest) {
  if (part.plan === undefined) return refusal(`the script has no plan for "${part.title}"`);
  const plan: unknown = typeof part.plan === "function" ? part.plan(promptOf(request)) : part.plan;
  const content = JSON.stringify(plan);
  return { content, usage: tokensOf(request, content) };
}

function routeReply(part: Part, request: ChatCompletionRequest) {
  const content = JSON.stringify(part.route?.(promptOf(request)) ?? sendsForPerson);
  return { content, usage: tokensOf(request, content) };
}

function distilReply(part: Part, request: ChatCompletionRequest) {
  const content = JSON.stringify(part.distil?.(promptOf(request)) ?? { rules: [] });
  return { content, usage: tokensOf(request, content) };
}

const sendsForPerson = {
  choose: "person",
  reason: "Nothing in the attempts says how to go on.",
  question: null,
};

/** Asked again after its last turn, because the report was not taken, the model insists on it. */
function turnReply(
  script: ((prompt: string) => Turn[]) | undefined,
  { part, request, turn }: { part: Part; request: ChatCompletionRequest; turn: number },
) {
  const turns = script?.(promptOf(request)) ?? [];
  const reply = turns[turn] ?? turns.at(-1);
  if (reply === undefined) return refusal(`the script does no work on "${part.title}"`);
  const toolCalls = reply.calls.map((call, index) => ({
    id: `call_${turn}_${index}`,
    name: call.name,
    arguments: JSON.stringify(call.arguments),
  }));
  return { content: reply.say, toolCalls, usage: tokensOf(request, reply.say + JSON.stringify(toolCalls)) };
}

/** Everything said before the first reply: the system's and the user's words. */
function promptOf({ messages }: ChatCompletionRequest): string {
  const first = messages.findIndex((message) => message.role === "assistant");
  return messages
    .slice(0, first === -1 ? messages.length : first)
    .toSorted((a, b) => Number(a.role === "system") - Number(b.role === "system"))
    .map(textOf)
    .join("\n");
}

function textOf({ content }: ChatMessage): string {
  if (typeof content === "string" || content === null) return content ?? "";
  return content.map((part) => part.text ?? "").join("");
}

function refusal(message: string) {
  return { error: { message, type: "invalid_request_error" }, status: 400 };
}
