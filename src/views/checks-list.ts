import type { Judgement } from "#src/core/attempt.ts";
import { code, inline } from "./markdown.ts";

/** The checks that spoke about a commit, and the commit; empty when none did. */
export function checksList(judgement: Judgement | undefined): string {
  if (judgement === undefined || judgement.checks.length === 0) return "";
  const words = judgement.checks.map(
    ({ name, conclusion }) => `${dotOf(conclusion)} ${inline(name, 100)} ${inline(conclusion, 40)}`,
  );
  return `${words.join(", ")} on ${code(judgement.sha.slice(0, 12))}`;
}

function dotOf(conclusion: string): string {
  if (conclusion === "success") return "🟢";
  return ["neutral", "skipped"].includes(conclusion) ? "⚪" : "🔴";
}
