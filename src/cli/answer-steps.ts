import type { Tree } from "#src/core/tree.ts";
import { clip, oneLine } from "#src/views/plain.ts";
import type { NextStep } from "#src/views/summary.ts";
import { openQuestions } from "./open-question.ts";
import { ownName } from "./own-name.ts";
import { shellLine } from "./shell-line.ts";

/** What to type to answer each question that is open. */
export function answerSteps(tree: Tree, data: string, env: NodeJS.ProcessEnv): NextStep[] {
  return openQuestions(tree).map(({ issue, title, options, takesWords }) => {
    const words = takesWords ? ["or your own words"] : [];
    const offered = options.map((option) => `${option.id} = ${clip(oneLine(option.words), 60)}`);
    const first = options.find(({ isRecommended }) => isRecommended) ?? options[0];
    return {
      type: shellLine(ownName(env), "answer", String(issue), first?.id ?? "your own words", "--data", data),
      why: clip(`answer “${clip(oneLine(title), 80)}”: ${[...offered, ...words].join(", ")}`, 400),
    };
  });
}
