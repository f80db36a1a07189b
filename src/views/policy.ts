import { stringify } from "yaml";
import { PolicyFile, type Policy } from "#src/core/policy.ts";
import type { Problem, Task } from "#src/core/tree.ts";
import { tickBox } from "./ticked-boxes.ts";
import { code, fence, inline, quote, sentence } from "./markdown.ts";

/** The file that keeps a rule, for people to review and edit. */
export function renderPolicyFile(policy: Policy): string {
  const file = PolicyFile.parse(policyOf(policy));
  const head = [
    "# A rule for Fractal's workers and planner, made from an answer. Edit it as you like; delete it, and it holds no more.",
    "# `question` names the question that `answer` settles without asking anybody again.",
  ];
  return `${head.join("\n")}\n${stringify(file, { lineWidth: 100 })}`;
}

function policyOf({ id: _id, use: _use, ...file }: Policy): PolicyFile {
  return file;
}

/** The blocks of the comment that proposes a rule, with the box that accepts it. */
export function proposedPolicy(task: Task): string[] {
  const { policy: draft } = task;
  if (draft?.policy === undefined) return ["🟡 **A rule was proposed here**, and is gone."];
  const { policy, contradicts, n } = draft;
  return [
    "🟡 **Keep this answer as a rule?** Then nobody is asked this again.",
    quote(policy.rule, 500),
    scopeWords(policy),
    ...(contradicts.length === 0
      ? []
      : [
          `It says otherwise than ${contradicts.map((id) => code(id)).join(", ")}: of the two, the narrower, then the newer holds.`,
        ]),
    tickBox(
      `policy/${task.id}/${n}/accept`,
      "**Yes**, from now on, and open a pull request that adds it to the repository",
    ),
    "Tick the box, or write `/fractal policy accept`. To leave it, do nothing. It takes write access.",
  ];
}

function scopeWords({ scope: { paths, types } }: Policy): string {
  const where = paths.length === 0 ? "everywhere" : `for ${paths.map((path) => code(path)).join(", ")}`;
  return `It would hold ${where}${types.length === 0 ? "" : `, for tasks of the type ${types.join(", ")}`}.`;
}

export function policyPullTitle({ rule }: Policy): string {
  return `Policy: ${inline(rule.split("\n")[0] ?? rule, 100)}`;
}

export function renderPolicyPull(policy: Policy, acceptedBy: string): string {
  return [
    `@${acceptedBy} accepted this rule. Merged, it holds for all later trees; the tree it comes from follows it already.`,
    fence(renderPolicyFile(policy), { lines: 40, chars: 6000 }),
    ...(policy.source === undefined ? [] : [`It was decided in ${policy.source}.`]),
    "Edit the file as you like before you merge it, or close this pull request to let it go.",
  ].join("\n\n");
}

export function renderRetirePull(id: string): string {
  return `No attempt was told ${code(`.fractal/policies/${id}.yml`)} for 90 days, or it did more harm than good. It holds as long as it is there: merge this to drop it, close it to keep it.`;
}

/** The blocks of the comment that names files which are no rules, or rules that contradict each other; the work goes on meanwhile. */
export function policyFaults(faults: readonly Problem[]): string[] {
  const shown = faults.slice(0, 20);
  return [
    "🟡 **Rules to mend.** The work goes on; what is said here is not followed until it is mended.",
    ...shown.map(({ what, remedy }) => `- ${sentence(what, 1000)}\n  **What to do:** ${sentence(remedy)}`),
    ...(faults.length > shown.length ? [`And ${faults.length - shown.length} more.`] : []),
  ];
}
