import { isCommand } from "#src/core/is-command.ts";
import { verbs } from "#src/core/read-command.ts";
import type { Heard } from "#src/core/heard.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { statusBlocks } from "./status-blocks.ts";
import { code, fullStop, inline, quote, sentence } from "./markdown.ts";
import { whyBlocks } from "./why.ts";

/**
 * What is said in return to a person's comment, as blocks.
 * @param topic `heard/<comment>/<at>`, `help/…`, `status/…`, `why/…`, or `stranger/<login>`
 */
export function replyBlocks(tree: Tree, topic: string): string[] {
  const heard = heardIn(tree, topic);
  const task = heard && tree.tasks.get(heard.task);
  if (heard === undefined || task === undefined) return ["What was said here is not known any more."];
  const [kind = ""] = topic.split("/");
  return (pages[kind] ?? said)(tree, task, heard);
}

/** What a topic answers: one version of a comment, or the first of a stranger. */
export function heardIn(tree: Tree, topic: string): Heard | undefined {
  const [kind, about, at] = topic.split("/");
  const { heard = [] } = rootOf(tree).facts;
  return kind === "stranger"
    ? heard.find(({ by, reply }) => by === about && reply === "stranger")
    : heard.find((each) => String(each.comment) === about && String(each.at) === at);
}

type Page = (tree: Tree, task: Task, heard: Heard) => string[];

const pages: Readonly<Record<string, Page>> = {
  heard: said,
  help: (_tree, task) => [
    "**What can be said here**, as the first word of a comment:",
    verbList(),
    `It acts on ${task.parent === null ? "the whole tree" : "this task and all below it"}. It takes write access to this repository. Where a question is open, a reply in your own words answers it.`,
  ],
  status: statusBlocks,
  why: whyBlocks,
  stranger: (_tree, _task, { by }) => [
    `Thank you, ${inline(by, 60)}. Only people with write access to this repository can decide here, so nothing was done; they can read what you wrote.`,
  ],
};

/** Why it was not done, with what can be said instead; or what came of it. */
function said(_tree: Tree, _task: Task, { state, words = "", body }: Heard): string[] {
  if (state !== "no") return [`🚀 ${fullStop(sentence(words, 2000))}`];
  const [line = ""] = body.trim().split("\n");
  const valid = verbs.map(({ verb }) => code(verb)).join(", ");
  return [
    ...(line === "" ? [] : [quote(line, 200)]),
    `😕 **Not done:** ${fullStop(sentence(words, 2000))}`,
    ...(isUnknown(body) ? [`What can be said here: ${valid}. ${code("/fractal help")} says more.`] : []),
  ];
}

/** Who knows the verb needs no list of them. */
function isUnknown(body: string): boolean {
  const [, verb] = body.trim().toLowerCase().split(/\s+/);
  return isCommand(body) && !verbs.some((each) => each.verb === verb);
}

function verbList(): string {
  return verbs.map(({ usage, words }) => `- ${code(`/fractal ${usage}`)}: ${words}`).join("\n");
}
