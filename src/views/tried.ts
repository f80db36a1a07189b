import type { Attempt } from "#src/core/attempt.ts";
import type { Task } from "#src/core/tree.ts";
import { counted, usd } from "./amount.ts";
import { checksList } from "./checks-list.ts";
import { code, fence, inline } from "./markdown.ts";

const attemptsShown = 8;
const digestLines = 12;

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
