import { cutMiddle } from "#src/core/cut-middle.ts";
import { redactSecrets } from "#src/core/secrets.ts";
import type { AllowedCall } from "#src/core/tool-gate.ts";
import { resultBytesMax, type ToolResult, type WorkerContext } from "#src/worker/worker-context.ts";
import { askHuman } from "./ask-human.ts";
import { editFile } from "./edit-file.ts";
import { listFiles } from "./list-files.ts";
import { readFile } from "./read-file.ts";
import { runTests } from "./run-tests.ts";
import { searchCode } from "./search-code.ts";
import { submit } from "./submit.ts";
import { writeFile } from "./write-file.ts";

/** Runs a call that the gate let through. Whatever goes wrong is a result for the model, never an exception of the loop. */
export async function runTool(call: AllowedCall, context: WorkerContext): Promise<ToolResult> {
  try {
    const result = await dispatch(call, context);
    const known = redactSecrets(result.text, context.known);
    return {
      ...result,
      text: cutMiddle(known, Math.max(resultBytesMax, context.briefing.limits.testOutputBytes)),
    };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return { ok: false, text: `${call.name} failed: ${redactSecrets(words, context.known).slice(0, 1000)}` };
  }
}

async function dispatch(call: AllowedCall, context: WorkerContext): Promise<ToolResult> {
  switch (call.name) {
    case "read_file":
      return await readFile(call.args, context);
    case "list_files":
      return await listFiles(call.args, context);
    case "search_code":
      return await searchCode(call.args, context);
    case "write_file":
      return await writeFile(call.args, context);
    case "edit_file":
      return await editFile(call.args, context);
    case "run_tests":
      return await runTests(call.args, context);
    case "ask_human":
      return askHuman(call.args, context);
    case "submit":
      return await submit(call.args, context);
  }
}
