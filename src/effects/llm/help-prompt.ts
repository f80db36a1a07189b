import { type Fence, fenceWords } from "#src/core/fence.ts";
import { fencedPrompt, type PromptMessage, section } from "#src/core/fenced-prompt.ts";
import type { RouterPacket } from "#src/core/router-packet.ts";

/** Who helps a leaf that is stuck: the whole prompt; foreign text is fenced as data. */
export function routerPrompt(packet: RouterPacket): PromptMessage[] {
  return fencedPrompt((fence) => ({
    system: `# ROLE
You decide who helps with one task of a repository that is stuck. You answer with one JSON object.
${fenceWords(fence)}

# RULES
- choose "fixer" when an engineer who reads the code and these failures can say what the next attempt must do differently.
- choose "person" when information is missing or contradictory, when the criterion or its check cannot be met as they stand, when it takes access, money or a decision about the product, or when earlier guidance was followed and did not help.
- reason: one or two sentences for people, with the evidence. No names of models.
- question: only with "person": ONE decision as its title, 2 to 4 options that a person can pick as they stand, and your recommendation, which is one of them. Else null.`,
    sections: sectionsOf(packet, fence),
  }));
}

/** What is wrong with a leaf that is stuck: how the conversation with the fixer begins. */
export function fixerPrompt(packet: RouterPacket, { steps }: { steps: number }): PromptMessage[] {
  return fencedPrompt((fence) => ({
    system: `# ROLE
You find out why one task of a repository is stuck, and say what must be done. You do not do it: a small model does, which sees your words and the failure, but not this conversation.
${fenceWords(fence)}

# TOOLS AND LIMITS
You act only by calling tools: list_files, read_file and search_code look at the repository as the next attempt will find it; propose_fix ends your work. At most ${steps} replies.

# RULES
- decision "guide": guidance says what is wrong, where (paths, names), and what to do about it step by step, in at most 40 lines. Only the task's own files may be changed.
- decision "split": it is too big to be done in one go${packet.maySplit ? "" : " (not allowed here: no smaller part may be made of it)"}. reason says into what.
- decision "person": only a person can go on. reason says in one or two sentences what they must decide or do.
- Look before you answer. Do not repeat guidance that did not help.`,
    sections: sectionsOf(packet, fence),
  }));
}

function sectionsOf({ task, spec, attempts, guidance }: RouterPacket, { wrap }: Fence): string[] {
  const check =
    task.verify === null ? "No command checks it." : `Its check:\n${wrap("command", task.verify)}`;
  const files = task.files.length === 0 ? "" : `\nIt may change:\n${wrap("files", task.files.join("\n"))}`;
  return [
    `# TASK ${task.id} (${task.type}, size ${task.size})\n${wrap("title", task.title)}\n${wrap("objective", task.objective)}`,
    `# DONE WHEN\n${wrap("criterion", task.acceptance)}\n${check}${files}`,
    `# SPEC (of the whole tree)\n${wrap("spec", spec)}`,
    ["# WHAT WAS TRIED", ...attempts.map((attempt) => attemptPart(attempt, wrap))].join("\n"),
    ...section(
      "# WHAT WAS SAID TO IT BEFORE",
      guidance.map(({ from, text }) => wrap(from, text)),
    ),
  ];
}

function attemptPart(attempt: RouterPacket["attempts"][number], wrap: Fence["wrap"]): string {
  const { n, model, class: failure, reason, digest, summary, patch } = attempt;
  const parts = [
    `## Attempt ${n} with ${model}: ${failure}`,
    wrap("reason", reason),
    ...(digest === "" ? [] : [wrap("digest", digest)]),
    ...(summary === "" ? [] : [wrap("summary", summary)]),
    ...(patch.length === 0 ? [] : [wrap("patch", patch.join("\n"))]),
  ];
  return parts.join("\n");
}
