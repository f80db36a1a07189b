import { z } from "zod";
import { Report } from "./report.ts";

const Path = z.string().max(1000);

/**
 * Arguments of every tool, as a model sends them. Where one may be left out it is `nullish`: strict endpoints send `null`, others nothing.
 */
export const toolArgs = {
  read_file: z.object({
    path: Path,
    startLine: z.int().positive().nullish().describe("first line, from 1"),
    endLine: z.int().positive().nullish().describe("last line, inclusive"),
  }),
  list_files: z.object({
    path: Path.nullish().describe("a directory; the whole repository when null"),
    glob: z.string().max(300).nullish().describe("such as src/**/*.ts"),
  }),
  search_code: z.object({
    query: z.string().min(1).max(300).describe("plain text, not a pattern; case does not matter"),
    glob: z.string().max(300).nullish().describe("such as src/**/*.ts"),
  }),
  write_file: z.object({ path: Path, content: z.string().max(500_000) }),
  edit_file: z.object({
    path: Path,
    old: z.string().min(1).max(100_000).describe("occurs exactly once in the file"),
    new: z.string().max(100_000),
  }),
  run_tests: z.object({
    command: z
      .string()
      .max(1000)
      .nullish()
      .describe("one of the listed commands; null runs the task's own check"),
  }),
  ask_human: z.object({
    question: z.string().min(1).max(500),
    options: z.array(z.string().min(1).max(500)).min(2).max(4),
    recommendation: z.string().max(1000).nullish(),
  }),
  submit: Report.omit({ question: true }).extend({
    question: z
      .object({
        title: z.string().min(1).max(500),
        options: z.array(z.string().min(1).max(500)).min(2).max(4),
        recommendation: z.string().max(1000).nullish(),
      })
      .nullish(),
  }),
} as const;

export type ToolArgs = { [Name in keyof typeof toolArgs]: z.infer<(typeof toolArgs)[Name]> };

/** What each tool is for, as the model is told. */
export const toolDescriptions: Readonly<Record<keyof ToolArgs, string>> = {
  read_file: "Read a text file, or some of its lines. Lines come numbered.",
  list_files: "List the repository's files, without ignored ones.",
  search_code: "Find a text in the repository's files. Answers with path:line: text.",
  write_file: "Create a file or replace all of its content. Only files in your scope.",
  edit_file: "Replace one passage of a file. Only files in your scope.",
  run_tests: "Run the task's check. Answers with its exit code and output.",
  ask_human: "End this attempt with ONE question for a person, when information is missing.",
  submit: "End this attempt and hand in your report.",
};
