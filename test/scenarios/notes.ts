import type { ProposedChild } from "#src/core/plan.ts";
import type { Task, Tree } from "#src/core/tree.ts";
import { plan } from "../../examples/models/plan.ts";
import type { Part, Turn } from "../../examples/scripted-model.ts";
import { submit, turn } from "../../examples/turns.ts";
import { type HouseOptions } from "./house.ts";
import { config, quickCi } from "./one-leaf.ts";

/** What a person asks for in stories of several small leaves. */
export const spec = { title: "Write the notes", body: "`notes/` says in one file each what the reports do." };

const fileOf = (title: string) => `notes/${title.toLowerCase().replaceAll(" ", "-")}.md`;

/** A leaf that writes one small file, named after it. */
export function note(title: string, about: Partial<ProposedChild> = {}): ProposedChild {
  const file = fileOf(title);
  return {
    title,
    objective: `${file} says in one line what is meant by it.`,
    type: "docs",
    size: "XS",
    risk: "low",
    acceptance: `${file} has a line.`,
    verify: `test -s ${file}`,
    files: [file],
    dependsOn: [],
    ...about,
  };
}

export function noteWork(title: string, text = "One line."): Turn[] {
  const file = fileOf(title);
  const write = { name: "write_file", arguments: { path: file, content: `${text}\n` } };
  return [turn("A line.", write), turn("Done.", submit(`Wrote ${file}.`, `test -s ${file}`, [file]))];
}

/** The script's part for a leaf; it does its work when nothing else is said. */
export function notePart(title: string, work: Part["work"] = () => noteWork(title)): Part {
  return { title, work };
}

/** The script's part for what is divided. */
export function split(title: string, children: ProposedChild[], size: "L" | "M" = "L"): Part {
  const whole = { size, acceptance: "All are there.", verify: null, files: ["notes/**"] };
  return { title, plan: plan({ ...whole, type: "docs", children }) };
}

/** The log-report sample with notes to write. */
export function notes(script: Part[], more = ""): HouseOptions {
  const files = { ".github/workflows/ci.yml": quickCi, ".github/fractal.yml": config(more) };
  return { sample: "log-report", files, script };
}

export function taskOf(tree: Tree, title: string): Task {
  const found = [...tree.tasks.values()].find((task) => task.title === title && task.parent !== null);
  if (found === undefined) throw new Error(`there is no ${title}`);
  return found;
}
