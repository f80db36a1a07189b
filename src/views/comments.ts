import { epicBranch } from "#src/core/branch.ts";
import { onceMore } from "#src/core/needs-of-task.ts";
import { needsYou } from "#src/core/needs-you.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { cutWords, wordsMax } from "#src/core/task-words.ts";
import { code, fitBody, fullStop, inline, sentence } from "./markdown.ts";
import { mention } from "./mention.ts";
import { policyFaults, proposedPolicy } from "./policy.ts";
import { replyBlocks } from "./reply.ts";

/** Hidden in a comment, made from the key of the effect that posts it: what is looked for before it is posted again. */
export function commentMarker(key: string): string {
  return `<!-- fractal:comment key=${key} v=1 -->`;
}

/**
 * What a comment on a task's issue says.
 * @param topic as `due` names it: `not-allowed`, `preflight`, `stopped/…`, `edited/…`, `taken-over` or, where it was cut, `taken-over/…`, `cancelled`,
 * `silent-review/…`, `policy/…`, and `heard/…`, `help/…`, `status/…`, `why/…`, `stranger/…` in return to what a person said
 * @throws Error for a topic that has no words here
 */
export function renderComment(tree: Tree, task: Task, topic: string): string {
  const [kind = "", ...abouts] = topic.split("/");
  const about = abouts.join("/");
  const words = pages[kind];
  if (words === undefined)
    throw new Error(`no words for a comment about "${topic}": add them to comments.ts`);
  const [first = "", ...rest] = words(tree, task, about);
  return fitBody([`${commentMarker(`${task.id}/comment/${topic}`)}\n${first}`, ...rest]);
}

/** `about`: what follows the name of the topic. */
type Page = (tree: Tree, task: Task, about: string) => string[];

const pages: Readonly<Record<string, Page>> = {
  "not-allowed": (tree) => [
    `🔴 **Not started.** ${mention(rootOf(tree).facts.requestedBy)} set the label but has no write access to this repository, so nothing was done and nothing was spent.`,
    "**What to do:** somebody with write access removes the label and adds it again.",
  ],
  preflight,
  stopped: (tree) => [
    `🔴 **Stopped.** ${fullStop(inline(rootOf(tree).facts.stopped ?? "The tree was stopped", 500))}`,
    `Nothing new is started. What was built stays: the branch ${code(epicBranch(rootOf(tree).facts.issue))}, the issues and the pull requests.`,
  ],
  edited: (tree, task) => (task.parent === null ? specEdited(tree) : taskEdited(tree)),
  "taken-over": takenOver,
  cancelled,
  "silent-review": silentReview,
  policy: (_tree, task) => proposedPolicy(task),
  policies: (tree) => policyFaults(rootOf(tree).facts.policyFaults ?? []),
  heard: (tree, _task, about) => replyBlocks(tree, `heard/${about}`),
  help: (tree, _task, about) => replyBlocks(tree, `help/${about}`),
  status: (tree, _task, about) => replyBlocks(tree, `status/${about}`),
  why: (tree, _task, about) => replyBlocks(tree, `why/${about}`),
  stranger: (tree, _task, about) => replyBlocks(tree, `stranger/${about}`),
};

function preflight(tree: Tree): string[] {
  const problems = rootOf(tree).facts.preflight?.problems ?? [];
  return [
    `🔴 **Not started.** ${mention(rootOf(tree).facts.requestedBy)}, this repository is not ready yet. No model was called and nothing was spent.`,
    ...problems.map(
      ({ what, remedy }, index) =>
        `${index + 1}. ${sentence(what, 2000)}\n   **What to do:** ${sentence(remedy)}`,
    ),
    `Then ${onceMore}: it looks again before anything else.`,
  ];
}

function specEdited(tree: Tree): string[] {
  const { pullRequest } = rootOf(tree).facts;
  return [
    "🟡 **Noticed, but not taken over:** this text was edited after the work began. The tree goes on with the spec as it was when the label was set.",
    `**What to do** if the change matters: ${pullRequest === undefined ? "wait for the pull request at the end" : `go to #${pullRequest}`} and request it there in a review, which makes one more task; or close this issue to stop the tree, and label a new one.`,
  ];
}

function taskEdited(tree: Tree): string[] {
  return [
    "🟡 **Noticed, but not taken over:** this text was edited. The task is what it was, and what you wrote stays as you wrote it.",
    `**What to do** if the change matters: do it on ${code(epicBranch(rootOf(tree).facts.issue))} and close this issue as completed; or close it as not planned to drop the task; or request the change in a review of the pull request at the end, which makes one more task.`,
  ];
}

function takenOver(_tree: Tree, task: Task): string[] {
  const cut = cutWords(task).map((name) => `of ${inWords[name]} the first ${wordsMax[name]} characters`);
  return [
    `🟢 **Taken over:** ${mention(task.editedBy ?? "")} edited this before it began, and the task is what title, text and “Done when” say now. The rest of the text is made from the plan.`,
    cut.length === 0
      ? ""
      : `🟡 **Not all of it:** there is room for ${cut.join(", ")}. Shorten it, or make several issues of it.`,
    "Edits are taken over until the plan is approved, and noticed only after that.",
  ];
}

const inWords = { title: "the title", objective: "the text", acceptance: "“Done when”" } as const;

function silentReview(tree: Tree, _task: Task, id: string): string[] {
  const { reviews, pullRequest } = rootOf(tree).facts;
  const by = reviews.find((review) => String(review.id) === id)?.by ?? "";
  return [
    `🟡 **Nothing to do yet.** ${mention(by)}, your review of #${pullRequest} asks for changes but says none: it has neither a text nor comments on lines.`,
    "**What to do:** say what to change, as a whole or on the lines, in a new review that requests changes.",
  ];
}

function cancelled(tree: Tree, task: Task): string[] {
  const needs = needsYou(tree).filter((need) => need.task === task.id);
  return [
    "⚪ **Cancelled.** Nothing more is done on this task.",
    ...needs.map(
      ({ what, remedy }) =>
        `${fullStop(inline(what, 1000))}\n\n**What to do:** ${fullStop(sentence(remedy))}`,
    ),
  ];
}
