import { createHash } from "node:crypto";
import type { AttemptResult, PatchFile, Report } from "#src/core/report.ts";
import type { TraceLine } from "#src/core/trace-line.ts";
import type { FaultPlan, Faults } from "../parts.ts";
import { type Doubt, doubtOf } from "./doubts.ts";
import type { Fate } from "./fate.ts";

/** The part of a briefing that decides what the worker does. */
export type Order = Readonly<{
  key: string;
  task: { id: string; title: string };
  attempt: { n: number; model: string };
  owned: readonly string[];
  base: string;
  /** Ids of the rules that it was told. */
  rules?: readonly string[];
  /** How many answers it was told. */
  told?: number;
}>;

/** What one attempt hands back: the files of its artifact, by path. */
export type HandedBack = Readonly<Record<string, string>>;

type Ending = Readonly<{ result?: Partial<AttemptResult>; report?: Partial<Report>; files?: HandedBack }>;

/** How a worker may end badly; each is a kind of the fault plan, and the attempt's own fate decides. */
const misdeeds: Readonly<Record<string, (order: Order) => Ending>> = {
  "worker-blocked": () => ({
    result: { outcome: "blocked", reason: "the spec is silent" },
    report: { status: "blocked", question: { title: "Which one?", options: ["this", "that"] } },
    files: {},
  }),
  "worker-infeasible": () => ({ report: { status: "infeasible", summary: "It cannot be done." } }),
  "worker-limit": () => ({ result: { outcome: "limit", limit: "steps", reason: "out of steps" }, files: {} }),
  "worker-format": () => ({ result: { outcome: "format", reason: "no tool call" }, files: {} }),
  "worker-infra": () => ({ result: { outcome: "infra", reason: "the provider is down" }, files: {} }),
  "worker-unsafe": () => ({ result: { outcome: "unsafe", reason: "it wanted the token" }, files: {} }),
  "worker-empty": () => ({ files: {} }),
  "worker-scope": () => ({ files: { "src/not-mine.txt": "mine now\n" } }),
  "worker-workflow": () => ({ files: { ".github/workflows/evil.yml": "on: push\n" } }),
  "worker-lines": ({ owned }) => ({ files: { [firstOf(owned)]: "more\n".repeat(400) } }),
  "worker-foreign": () => ({ result: { key: "fx-00000000/9", task: "fx-00000000", attempt: 9 } }),
  "worker-base": () => ({ result: { patch: { base: "0".repeat(40), files: [] } } }),
};

/** The same for the same task and attempt, on the same base. */
export function workerResult(
  order: Order,
  { fate, plan, happened }: { fate: Fate; plan: FaultPlan; happened: Pick<Faults, "note"> },
): HandedBack {
  const name = `${order.task.title}/${order.attempt.n}`;
  const bad = Object.keys(misdeeds).find((kind) => fate.chance(`${kind}/${name}`, plan[kind]));
  if (bad !== undefined) happened.note(bad);
  const ending =
    bad === undefined ? goodEnding(order, { fate, plan, happened }) : (misdeeds[bad]?.(order) ?? {});
  const files = ending.files ?? goodFiles(order);
  const isUsageTold = !fate.chance(`worker-nousage/${name}`, plan["worker-nousage"]);
  if (!isUsageTold) happened.note("worker-nousage");
  const calls = callsOf(order, fate);
  const contents = Object.entries(files).map(([path, text]) => [`files/${path}`, text] as const);
  return {
    ...Object.fromEntries(contents),
    "report.json": JSON.stringify(resultOf(order, { ending, files, calls })),
    ...(isUsageTold && { "trace.jsonl": traceOf(order, calls) }),
  };
}

/** Of a worker of good will: it asks what it does not know, and names the rules that it followed. */
function goodEnding(
  { task, attempt, rules = [], told = 0 }: Order,
  about: { fate: Fate; plan: FaultPlan; happened: Pick<Faults, "note"> },
): Ending {
  const { fate, plan, happened } = about;
  const doubt = doubtOf("worker-asks", { name: `${task.title}/${attempt.n}`, told, ...about });
  if (doubt !== undefined) return asks(doubt);
  if (rules.length === 0 || !fate.chance(`worker-cites/${task.title}/${attempt.n}`, plan["worker-cites"]))
    return {};
  happened.note("worker-cites");
  return { report: { policiesApplied: [...rules, "never-heard-of"] } };
}

function asks({ words, options, best }: Doubt): Ending {
  const question = { title: words, options: [...options], ...(best !== null && { recommendation: best }) };
  return {
    result: { outcome: "blocked", reason: "it is not said" },
    report: { status: "blocked", question },
    files: {},
  };
}

/** How often the worker of this attempt asks its model. */
export function callsOf({ task, attempt }: Pick<Order, "task" | "attempt">, fate: Fate): number {
  return fate.between(`calls/${task.title}/${attempt.n}`, 1, 4);
}

/** What a leaf's file says when this attempt has made it. */
export function contentOf(key: string, path: string): string {
  return `${path}\nby ${key}\n`;
}

function goodFiles({ key, owned }: Order): HandedBack {
  const paths = owned.some((path) => path.endsWith("/") || path === "**")
    ? [firstOf(owned)]
    : owned.slice(0, 3);
  return Object.fromEntries(paths.map((path) => [path, contentOf(key, path)]));
}

function firstOf(owned: readonly string[]): string {
  const [first = "**"] = owned;
  if (first === "**") return "docs/more.txt";
  return first.endsWith("/") ? `${first}it.txt` : first;
}

/** US dollars. */
export const usdOfCall = 0.002;

function resultOf(
  { key, task, attempt, base }: Order,
  { ending, files, calls }: { ending: Ending; files: HandedBack; calls: number },
): AttemptResult {
  const now = new Date().toISOString();
  const usage = { ...tokensOf(calls), cachedInputTokens: 0, usd: (calls * usdOfCall * 1e6) / 1e6, calls };
  const report: Report = {
    status: "done",
    summary: `Made ${task.title}.`,
    filesChanged: Object.keys(files),
    testsRun: [{ command: "check", exit: 0 }],
    confidence: 0.9,
    unresolved: [],
    assumptions: [],
    policiesApplied: [],
    ...ending.report,
  };
  return {
    v: 1,
    key,
    task: task.id,
    attempt: attempt.n,
    model: attempt.model,
    outcome: "submitted",
    report,
    usage,
    patch: { base, files: Object.entries(files).map(patchFile) },
    startedAt: now,
    endedAt: now,
    ...ending.result,
  };
}

function patchFile([path, text]: [string, string]): PatchFile {
  return {
    path,
    status: "added",
    bytes: Buffer.byteLength(text),
    addedLines: text.split("\n").length - 1,
    removedLines: 0,
    sha256: createHash("sha256").update(text).digest("hex"),
  };
}

function tokensOf(calls: number) {
  return { inputTokens: calls * 2000, outputTokens: calls * 200 };
}

function traceOf({ key, task, attempt }: Order, calls: number): string {
  const lines = Array.from({ length: calls }, (_, index): TraceLine => {
    const { inputTokens, outputTokens } = tokensOf(1);
    return {
      v: 1,
      ts: new Date().toISOString(),
      seq: index + 1,
      run: "worker",
      root: "",
      task: task.id,
      attempt: attempt.n,
      key,
      type: "model_call",
      attrs: {
        "gen_ai.operation.name": "chat",
        "gen_ai.agent.name": "worker",
        "gen_ai.request.model": attempt.model,
        "gen_ai.usage.input_tokens": inputTokens,
        "gen_ai.usage.cache_read.input_tokens": 0,
        "gen_ai.usage.output_tokens": outputTokens,
        "fractal.cost.usd": usdOfCall,
        "fractal.usage.source": "reply",
        durationMs: 1000,
        outcome: "ok",
      },
    };
  });
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}
