import { readFileSync } from "node:fs";
import type { Call, Turn } from "./scripted-model.ts";

/** The turns that every conversation is made of, in the words of the worker's tools. */
export function turn(say: string, ...calls: Call[]): Turn {
  return { say, calls };
}

export const read = (path: string): Call => ({ name: "read_file", arguments: { path } });

export const list = (path: string): Call => ({ name: "list_files", arguments: { path } });

/** Writes what the file beside the script says. */
export const write = (path: string, from: URL): Call => ({
  name: "write_file",
  arguments: { path, content: readFileSync(from, "utf8") },
});

export const edit = (path: string, old: string, replacement: string): Call => ({
  name: "edit_file",
  arguments: { path, old, new: replacement },
});

export const runTests = (): Call => ({ name: "run_tests", arguments: {} });

export const submit = (
  summary: string,
  verify: string,
  filesChanged: string[],
  { confidence = 0.9, assumptions = [] as string[] } = {},
): Call => ({
  name: "submit",
  arguments: {
    status: "done",
    summary,
    filesChanged,
    testsRun: [{ command: verify, exit: 0 }],
    confidence,
    unresolved: [],
    assumptions,
    policiesApplied: [],
  },
});
