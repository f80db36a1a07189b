import type { z } from "zod";
import { type ToolArgs, toolArgs } from "./tool-args.ts";
import type { ToolName } from "./briefing.ts";
import { judgeRead, judgeWrite, type PathScope } from "./path-guard.ts";

export type GateScope = PathScope &
  Readonly<{
    tools: readonly ToolName[];
    /** Commands that `run_tests` may be asked for, word for word. */
    commands: readonly string[];
    /** The rejected attempt to leave the task's world that ends it. */
    unsafeMax: number;
  }>;

/** A call that passed: its arguments parsed, its path in the one spelling. */
export type AllowedCall = { [Name in ToolName]: { name: Name; args: ToolArgs[Name] } }[ToolName];

export type GateVerdict =
  | Readonly<{ verdict: "allow"; call: AllowedCall }>
  | Readonly<{ verdict: "reject"; unsafe: boolean; reason: string }>
  | Readonly<{ verdict: "stop"; reason: string }>;

/**
 * Judges one tool call of a model before anything is done.
 * @param unsafeSoFar rejections with `unsafe` earlier in this attempt
 */
export function judgeToolCall(
  call: { name: string; args: unknown },
  scope: GateScope,
  unsafeSoFar: number,
): GateVerdict {
  const allowed = scope.tools.find((tool) => tool === call.name);
  if (allowed === undefined) {
    return reject(
      `there is no tool ${JSON.stringify(call.name.slice(0, 60))} here; use one of ${scope.tools.join(", ")}`,
    );
  }
  const parsed = toolArgs[allowed].safeParse(call.args);
  if (!parsed.success) return reject(`the arguments of ${allowed} do not fit: ${firstIssues(parsed.error)}`);
  const typed = { name: allowed, args: parsed.data } as AllowedCall;
  const refusal = refusalOf(typed, scope);
  if (refusal === undefined) return { verdict: "allow", call: typed };
  if (refusal.unsafe && unsafeSoFar + 1 >= scope.unsafeMax) {
    return {
      verdict: "stop",
      reason: `${unsafeSoFar + 1} calls tried to leave the task's scope; the last: ${refusal.words}`,
    };
  }
  return { verdict: "reject", unsafe: refusal.unsafe, reason: refusal.words };
}

function refusalOf(call: AllowedCall, scope: GateScope): { unsafe: boolean; words: string } | undefined {
  switch (call.name) {
    case "write_file":
    case "edit_file":
      return put(call.args, judgeWrite(call.args.path, scope));
    case "read_file":
      return put(call.args, judgeRead(call.args.path));
    case "list_files":
      return put(call.args, judgeRead(call.args.path ?? ""));
    case "run_tests": {
      const command = call.args.command ?? null;
      if (command === null || scope.commands.includes(command)) return undefined;
      const choice = scope.commands.map((known) => JSON.stringify(known)).join(", ");
      return {
        unsafe: false,
        words: `run_tests takes no command of your own; leave it null${choice && `, or use ${choice}`}`,
      };
    }
    default:
      return undefined;
  }
}

/** Puts the one spelling of the path into the arguments, or says why there is none. */
function put(
  args: { path?: string | null | undefined },
  verdict: ReturnType<typeof judgeRead>,
): { unsafe: boolean; words: string } | undefined {
  if (!verdict.ok) return verdict;
  args.path = verdict.path;
  return undefined;
}

function firstIssues(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join(".") || "the whole"}: ${issue.message}`)
    .join("; ");
}

function reject(reason: string): GateVerdict {
  return { verdict: "reject", unsafe: false, reason };
}
