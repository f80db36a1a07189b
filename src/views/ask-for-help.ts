import { onceMore } from "#src/core/needs-of-task.ts";
import type { Attempt } from "#src/core/attempt.ts";
import { epicBranch } from "#src/core/branch.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { counted, usd } from "./amount.ts";
import { checksList } from "./checks-list.ts";
import { code, fence, fullStop, inline } from "./markdown.ts";
import { mention } from "./mention.ts";

const attemptsShown = 8;
const digestLines = 12;

/** The blocks of the comment on a task that only a person can move: why, what was tried, what can be done. */
export function askForHelp(tree: Tree, task: Task): string[] {
  return [
    opening(task, mention(rootOf(tree).facts.requestedBy)),
    ...task.questions.map(questionBlock),
    ...triedBlocks(task),
    optionsBlock(tree, task),
  ];
}

function opening({ questions, reason }: Task, who: string): string {
  if (questions.length > 0) return `🔴 **A question for you**, ${who}, before this can be planned:`;
  return `🔴 **This needs you**, ${who}: ${fullStop(inline(reason ?? "a decision is needed", 1500))}`;
}

function questionBlock({ question, options, recommendation }: Task["questions"][number]): string {
  const picks = options.map((option, index) => `- ${"ABCD"[index] ?? "-"}: ${inline(option, 300)}`);
  return [
    `**${inline(question, 1000)}**`,
    ...(picks.length > 0 ? ["", ...picks] : []),
    ...(recommendation === null ? [] : ["", `Recommended: ${inline(recommendation, 300)}`]),
  ].join("\n");
}

/** What was tried, with its evidence, oldest first; empty when nothing was. */
export function triedBlocks(task: Task): string[] {
  const refusals = task.planning?.refusals ?? [];
  const older = task.attempts.length - attemptsShown;
  const digest = task.check?.judgement.digest;
  if (refusals.length + task.attempts.length === 0 && digest === undefined) return [];
  return [
    "**What was tried**",
    ...refusals.map((reason, index) => `Plan ${index + 1} was refused: ${inline(reason, 1000)}`),
    ...(older > 0 ? [`${counted(older, "earlier attempt")}, not shown, and then:`] : []),
    ...task.attempts.slice(-attemptsShown).map(attemptBlock),
    ...(digest === undefined
      ? []
      : [
          `Its own check${task.verify === null ? "" : ` ${code(task.verify)}`} on the epic branch:\n\n${excerpt(digest)}`,
        ]),
  ];
}

function attemptBlock(attempt: Attempt): string {
  const { n, model, outcome, usage, pullRequest, judgement } = attempt;
  const head = [
    `Attempt ${n} with ${code(model)}`,
    ...(usage === undefined ? [] : [usd(usage.usd)]),
    ...(pullRequest === undefined ? [] : [`pull request #${pullRequest}`]),
  ].join(", ");
  const digest = outcome?.digest ?? judgement?.digest;
  const checks = outcome === undefined ? checksList(judgement) : "";
  const end =
    outcome === undefined ? checks || "not ended" : `${kinds[outcome.class]}${inline(outcome.reason, 500)}`;
  return [`- ${head}: ${end}`, ...(digest ? [indent(excerpt(digest))] : [])].join("\n\n");
}

/** The reason of red checks says so itself. */
const kinds: Readonly<Record<NonNullable<Attempt["outcome"]>["class"], string>> = {
  infra: "the surroundings failed: ",
  format: "the model's reply could not be read: ",
  check: "",
  conflict: "it could not be merged: ",
  no_progress: "no progress: ",
  spec: "something is unclear: ",
  budget: "the money ran out: ",
  unsafe: "refused as unsafe: ",
  unknown: "nobody can say why: ",
};

function excerpt(digest: string): string {
  return fence(digest, { lines: digestLines, chars: 1500 });
}

function indent(block: string): string {
  return block.replace(/^(?=.)/gm, "  ");
}

function optionsBlock(tree: Tree, task: Task): string {
  const { issue } = rootOf(tree).facts;
  const epic = code(epicBranch(issue));
  if (task.questions.length > 0)
    return `**What you can do:** write the answer into the spec, label it as a new issue, and close #${issue}.`;
  if (task.parent === null)
    return `**What you can do:** mend it on ${epic}, then ${onceMore}; or close this issue to stop the tree.`;
  const check =
    task.verify === null
      ? ""
      : ` ${code(task.verify)} is then run there, and what waits for this task goes on when it passes.`;
  return [
    "**What you can do**",
    "",
    `- **Do it yourself** on ${epic}, then close this issue as completed.${check}`,
    "- **Drop it**: close this issue as not planned. What waits for it stays waiting until you decide about that too.",
    `- **Stop everything**: close #${issue}.`,
  ].join("\n");
}
