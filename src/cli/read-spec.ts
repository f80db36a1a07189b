import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { NeedsHuman } from "#src/errors.ts";

export type Spec = Readonly<{ title: string; body: string }>;

/** Characters; GitHub's issues hold 65,536, and Fractal's own marker needs room beside it. */
const longest = 60_000;

/** @throws NeedsHuman, saying what to type, when the file is no text that somebody could plan from */
export function readSpec(file: string): Spec {
  const text = textOf(file);
  if (text.trim() === "")
    throw new NeedsHuman(`${file} is empty`, {
      hint: "write down what you want, and how one can tell that it is done",
    });
  if (text.length > longest) throw tooLong(file, `${text.length} characters`);
  const heading = /^#\s+(.+)$/m.exec(text)?.[1]?.trim();
  return { title: (heading ?? basename(file)).slice(0, 200), body: text };
}

function textOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw unreadable(file, "does not exist");
  if (found.isDirectory()) throw unreadable(file, "is a directory");
  // Whatever the encoding, so many bytes are too many characters.
  if (found.size > longest * 4) throw tooLong(file, `${found.size} bytes`);
  const bytes = readFileSync(file);
  try {
    if (!bytes.includes(0)) return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Said below: either way it is none of the texts that we read.
  }
  throw unreadable(file, "is not UTF-8 text");
}

function unreadable(file: string, what: string): NeedsHuman {
  return new NeedsHuman(`${file} ${what}`, {
    hint: "fractal run <spec.md> takes a text file that says what you want",
  });
}

function tooLong(file: string, size: string): NeedsHuman {
  return new NeedsHuman(`${file} is too long: ${size}, and an issue holds ${longest} characters`, {
    hint: "say what is wanted and link or commit the rest, or make several specs of it",
  });
}
