import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { z } from "zod";
import { NeedsHuman } from "#src/errors.ts";
import { oneLine } from "#src/views/plain.ts";
import type { OpenQuestion } from "./open-question.ts";

const Entry = z.strictObject({
  /** A part of the question's title, the id of its task, the number of its issue as `#7`, or its print. */
  question: z.string().trim().min(1).max(1000),
  /** A letter of an option, or words. */
  answer: z.union([z.string().trim().min(1).max(3500), z.number().transform(String)]),
  /** How many questions it answers. */
  times: z.int().min(1).max(1000).default(1),
});
const Entries = z.array(Entry).min(1).max(1000);
type Entry = z.infer<typeof Entry>;

/** Answers that were written down beforehand. */
export type Answers = Readonly<{
  file: string;
  /** Uses up one answer; undefined where none fits any more. */
  take: (question: OpenQuestion) => string | undefined;
  has: (question: OpenQuestion) => boolean;
  /** What the entries say that never fitted. */
  unused: () => readonly string[];
}>;

/** @throws NeedsHuman, saying what to write, when the file holds no such list */
export function readAnswers(file: string): Answers {
  const entries = parse(file).map((entry) => ({ ...entry, left: entry.times }));
  const find = (question: OpenQuestion) =>
    entries.find((entry) => entry.left > 0 && matches(entry, question));
  return {
    file,
    has: (question) => find(question) !== undefined,
    take: (question) => {
      const entry = find(question);
      if (entry === undefined) return undefined;
      entry.left -= 1;
      return entry.answer;
    },
    unused: () => entries.filter(({ left, times }) => left === times).map(({ question }) => question),
  };
}

function matches({ question: wanted }: Entry, { task, issue, title, print }: OpenQuestion): boolean {
  return [task.id, print, `#${issue}`].includes(wanted) || folded(title).includes(folded(wanted));
}

function folded(words: string): string {
  return oneLine(words).toLowerCase();
}

const hint = "write a list in YAML or JSON, such as: - { question: part of its title, answer: a }";

function parse(file: string): Entry[] {
  const document = parseDocument(textOf(file), { stringKeys: true });
  const [fault] = document.errors;
  if (fault !== undefined) throw new NeedsHuman(`${file} is no YAML: ${oneLine(fault.message)}`, { hint });
  const read = Entries.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const [at, ...path] = issue?.path ?? [];
  const where =
    typeof at === "number" ? `entry ${at + 1}${path.map((part) => `, ${String(part)}`).join("")}: ` : "";
  throw new NeedsHuman(`${file} holds no answers: ${where}${issue?.message ?? "it cannot be read"}`, {
    hint,
  });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!(code in reasons)) throw error;
    throw new NeedsHuman(`the answers in ${file} cannot be read: ${reasons[code]}`, { hint });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a directory",
  ENOTDIR: "a part of its path is a file",
  EACCES: "permission denied",
};
