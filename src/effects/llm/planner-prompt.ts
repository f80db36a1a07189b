import { byteLength, cutMiddle } from "#src/core/cut-middle.ts";
import { type Fence, fenceWords } from "#src/core/fence.ts";
import { fencedPrompt, type PromptMessage, section } from "#src/core/fenced-prompt.ts";
import type { PlannerBriefing } from "#src/core/planner-briefing.ts";

/** Of the whole prompt, for why earlier proposals were refused. */
const refusalsShare = 0.1;

/** How the room is shared by the parts that grow with the repository. */
const shares = { spec: 0.5, excerpts: 0.25, fileList: 0.15, siblings: 0.1 };

/**
 * The planner's whole prompt about one task; foreign text is fenced as data.
 * @param bytesMax of all of it. A token has a byte at least, so this bounds its tokens too; what is too long is cut by its share.
 */
export function plannerPrompt(whole: PlannerBriefing, bytesMax = 120_000): PromptMessage[] {
  const briefing = { ...whole, refusals: shortened(whole.refusals, bytesMax * refusalsShare) };
  const bare = { ...briefing, spec: "", excerpts: [], fileList: [], siblings: [] };
  const room = bytesMax - bytesOf(messagesOf(bare, { spec: "", fileList: "", siblings: "" })) - 1000;
  const cut = (text: string, share: number, headShare: number) =>
    cutMiddle(text, Math.max(0, Math.floor(room * share)), headShare);
  const siblings = briefing.siblings.map(
    ({ title, summary, files }) => `${title}\n${summary}\nFiles: ${files.join(", ")}`,
  );
  const grown = {
    spec: cut(briefing.spec, shares.spec, 0.7),
    fileList: cut(briefing.fileList.join("\n"), shares.fileList, 0.8),
    siblings: cut(siblings.join("\n\n"), shares.siblings, 0.4),
  };
  return messagesOf({ ...briefing, excerpts: withinBytes(briefing.excerpts, room * shares.excerpts) }, grown);
}

function shortened(refusals: readonly string[], bytesMax: number): string[] {
  return refusals.length === 0 ? [] : [cutMiddle(refusals.join("\n"), Math.floor(bytesMax), 0.5)];
}

type Grown = Readonly<{ spec: string; fileList: string; siblings: string }>;

function messagesOf(briefing: PlannerBriefing, grown: Grown): PromptMessage[] {
  return fencedPrompt((fence) => ({
    system: systemText(briefing, fence),
    sections: sectionsOf(briefing, grown, fence),
  }));
}

/** The first of them that fit; they come most telling first. */
function withinBytes(excerpts: PlannerBriefing["excerpts"], bytesMax: number): PlannerBriefing["excerpts"] {
  let room = bytesMax;
  return excerpts.filter(({ path, excerpt }) => {
    room -= byteLength(path) + byteLength(excerpt) + 60;
    return room >= 0;
  });
}

function bytesOf(messages: readonly PromptMessage[]): number {
  return messages.reduce((sum, { content }) => sum + byteLength(content), 0);
}

function systemText({ limits, depth, nodesLeft }: PlannerBriefing, fence: Fence): string {
  return `# ROLE
You plan one task of a repository. You answer with one JSON object; code checks it and refuses what breaks a rule.
${fenceWords(fence, "what the maintainers say, which you follow where it breaks no rule below")}

# RULES
- decision: "execute" (one small-model worker does it in one go), "split" (into children), or "clarify" (only a person can decide; ask).
- Sizes: XS minutes, S a quarter of an hour, M an hour, L half a day, XL days of a person's work. XS, S and M execute. L and XL split.
- High risk splits whatever the size; what cannot be split and is of high risk asks.
- Every child is strictly smaller than its parent. At most ${limits.childrenMax} children, ${limits.depthMax} levels (this task is on level ${depth}), ${nodesLeft} tasks left for the whole tree.
- What executes has ONE acceptance criterion, a verify command that exits 0 exactly when it holds, and names the files it owns: 1 to ${limits.leafFilesMax}, at most ${limits.leafChangedLinesMax} changed lines, no decision about the product. Paths are relative to the repository's root; tests, manifests and lockfiles only when named.
- Files under .github/, dot-directories and CODEOWNERS belong to no task.
- dependsOn holds positions (from 0) of EARLIER children only. Children that own the same file need one to depend on the other.
- A child's files lie within its parent's. Its objective says everything a worker needs who sees nothing else of this plan.
- For a split, verify is the task's own check when all children are done, or null.
- Titles say what is done; no placeholders. questions only with "clarify", each with up to 4 options.`;
}

function sectionsOf(briefing: PlannerBriefing, grown: Grown, fence: Fence): string[] {
  const { task, refusals, excerpts, guidance = [], advice = [], policies = [] } = briefing;
  const { wrap } = fence;
  return [
    `# TASK ${task.id}\n${wrap("title", task.title)}\n${wrap("objective", task.objective)}\n${factsOf(briefing)}`,
    `# SPEC (of the whole tree)\n${wrap("spec", grown.spec)}`,
    `# FILES OF THE REPOSITORY${briefing.isFileListCut === true ? cutWords : ""}\n${wrap("files", grown.fileList)}`,
    ...section(
      "# FILES THAT MATTER",
      excerpts.map(({ path, excerpt }) => `${JSON.stringify(path)}:\n${wrap("file", excerpt)}`),
    ),
    ...section(
      "# FINISHED BEFORE THIS TASK",
      grown.siblings === "" ? [] : [wrap("finished siblings", grown.siblings)],
    ),
    ...section(
      "# RULES OF THE MAINTAINERS\nPlan by them; what they settle is no question.",
      policies.map(({ id, rule }) => wrap(`policy ${id}`, rule)),
    ),
    ...section(
      "# WHAT THE MAINTAINERS SAY ABOUT IT\nFollow it; newer wins.",
      guidance.map((text) => wrap("guidance", text)),
    ),
    ...section(
      "# ADVICE\nFrom a model that looked at why it failed; no maintainer has confirmed it. Use what serves the task.",
      advice.map((text) => wrap("advice", text)),
    ),
    ...section(
      "# YOUR LAST PROPOSAL WAS REFUSED\nPropose anew and mend this:",
      refusals.length === 0 ? [] : [wrap("refusal", refusals.join("\n"))],
    ),
  ];
}

const cutWords = " (too many to list: there are others, and a path may exist that is not here)";

function factsOf({ task, mustSplit }: PlannerBriefing): string {
  const facts = [
    task.size === null ? "You say its size first." : `Its size is at most ${task.size}.`,
    task.files.length === 0 ? "" : `It owns: ${task.files.map((file) => JSON.stringify(file)).join(", ")}.`,
    task.acceptance === "" ? "" : `Its criterion: ${JSON.stringify(task.acceptance)}.`,
    task.verify === null ? "" : `Its check: ${JSON.stringify(task.verify)}.`,
    mustSplit ? "It was tried as one piece and failed: decide split." : "",
  ];
  return facts.filter((fact) => fact !== "").join(" ");
}
