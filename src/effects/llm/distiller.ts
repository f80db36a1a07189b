import { cutMiddle } from "#src/core/cut-middle.ts";
import { type Fence, fenceWords } from "#src/core/fence.ts";
import { fencedPrompt, type PromptMessage } from "#src/core/fenced-prompt.ts";
import { Distilled } from "#src/core/policy-draft.ts";
import type { Answer } from "./answer.ts";
import { ask, type CallOptions } from "./ask.ts";

/** What a rule is made of: a question, what a person said to it, and the rules that hold already. */
export type AnswerToDistil = Readonly<{
  title: string;
  summary: string;
  answer: string;
  task: Readonly<{ title: string; type: string; files: readonly string[] }>;
  rules: readonly Readonly<{ id: string; rule: string }>[];
}>;

const textMax = 4000;

/** Asks for the rule in an answer. It only proposes: a person accepts it, or nobody does. */
export function distil(answer: AnswerToDistil, options: CallOptions): Promise<Answer<Distilled>> {
  const messages = distillerPrompt(answer);
  return ask({ ...options, messages, schema: { name: "distilled", zod: Distilled } });
}

function distillerPrompt({ title, summary, answer, task, rules }: AnswerToDistil): PromptMessage[] {
  const files = task.files.map((file) => JSON.stringify(file)).join(", ");
  const known = rules.map(({ id, rule }) => `${id}: ${rule}`).join("\n");
  return fencedPrompt((fence) => {
    const part = (name: string, text: string) => fence.wrap(name, cutMiddle(text, textMax, 0.7));
    return {
      system: systemText(fence),
      sections: [
        `# TASK (${task.type})\n${part("title", task.title)}\nIt owns: ${files === "" ? "any file" : files}.`,
        `# QUESTION\n${part("question", `${title}\n${summary}`)}`,
        `# ANSWER OF THE MAINTAINER\n${part("answer", answer)}`,
        `# RULES THAT HOLD ALREADY\n${known === "" ? "None." : part("rules", known)}`,
      ],
    };
  });
}

function systemText(fence: Fence): string {
  return `# ROLE
You read one answer that a maintainer gave, and say which rule in it will hold for other tasks of this repository too. Most answers hold one or none.
${fenceWords(fence)}

# RULES
- One rule at most, in one or two lines, in the imperative, that somebody understands who sees nothing but the rule.
- It says only what the maintainer said; it adds nothing and generalises no further than the answer does.
- paths: globs of the files for which it holds, as narrow as the answer means it; an empty list only when it holds everywhere. types: the kinds of tasks, or an empty list.
- contradicts: ids of rules above that say otherwise.
- No rule (an empty list) when the answer is about this task alone: a permission, a retry, a matter of this moment.`;
}
