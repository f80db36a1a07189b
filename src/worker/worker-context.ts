import type { AllowedCall } from "#src/core/tool-gate.ts";
import type { Briefing } from "#src/core/briefing.ts";
import type { PathScope } from "#src/core/path-guard.ts";
import type { Report } from "#src/core/report.ts";
import type { TraceSink } from "#src/core/trace-line.ts";
import type { Endpoint } from "#src/effects/llm/connect.ts";
import type { Snapshot } from "./snapshot.ts";

/** What the tools of one attempt share. */
export type WorkerContext = {
  readonly briefing: Briefing;
  /** Real path of the checkout. */
  readonly workspace: string;
  readonly snapshot: Snapshot;
  readonly scope: PathScope;
  /** Environment of the commands that run model-written code. */
  readonly childEnv: Readonly<Record<string, string>>;
  /** Exact values that must not leave the job. */
  readonly known: readonly string[];
  readonly signal: AbortSignal | undefined;
  /** Milliseconds until the attempt's wall clock ends. */
  readonly remainingMs: () => number;
  /** What was really run, whatever the report will claim. */
  readonly testsRun: { command: string; exit: number }[];
  /** The check passed, and nothing was written since. */
  green: boolean;
  /** `submit` was already told once that the check has not passed. */
  nudged: boolean;
};

/** Everything the loop needs from outside. */
export type LoopDoor = Readonly<{
  endpoint: Endpoint;
  trace: TraceSink;
  pause: (ms: number) => Promise<void>;
}>;

export type ToolResult = Readonly<{
  ok: boolean;
  text: string;
  /** The tool ended the attempt. */
  end?: { outcome: "submitted" | "blocked"; report: Report };
}>;

export type ArgsOf<Name extends AllowedCall["name"]> = Extract<AllowedCall, { name: Name }>["args"];

/** Bytes of one tool result that the model sees. */
export const resultBytesMax = 24_000;

/** The scope that the tool gate and the patch guard judge by. */
export function scopeOf(briefing: Briefing): PathScope {
  const { owned, allowances } = briefing.scope;
  return { owned, protected: briefing.scope.protected, allowances };
}
