import { counted } from "#src/views/amount.ts";
import { clip, oneLine, plain } from "#src/views/plain.ts";
import { isRule, type OpenQuestion } from "./open-question.ts";

/** As many as a permission for the most files has. */
const linesMax = 24;

/** A question as a person reads it on a terminal; words of others are shown, and do nothing there. */
export function questionLines({ task, issue, title, summary, options }: OpenQuestion): string[] {
  const name = clip(oneLine(task.title), 80);
  return [
    "",
    `? ${clip(oneLine(title), 300)}`,
    `  (${name}, #${issue})`,
    ...plain(summary)
      .split("\n")
      .filter((line) => line.trim() !== "")
      .slice(0, linesMax)
      .map((line) => `  ${clip(oneLine(line), 400)}`),
    ...tried(task),
    ...options.map(
      ({ id, words, isRecommended }) =>
        `    ${id}  ${clip(oneLine(words), 300)}${isRecommended ? "  (recommended)" : ""}`,
    ),
  ];
}

/** What to type, before the place to type it. */
export function promptOf({ key, options, takesWords }: OpenQuestion): string {
  if (isRule({ key })) return "  a keeps it; an empty line leaves it > ";
  const letters = options.map(({ id }) => id).join(", ");
  const ways = [...(letters === "" ? [] : [letters]), ...(takesWords ? ["your own words"] : [])];
  return `  ${ways.join(", or ")}; an empty line leaves it waiting > `;
}

const triedMax = 3;

function tried({ attempts }: OpenQuestion["task"]): string[] {
  // One that only asked is what the question itself says.
  const ended = attempts.filter(
    ({ outcome, report }) => outcome !== undefined && report?.question === undefined,
  );
  const lines = ended
    .slice(-triedMax)
    .map(
      ({ n, model, outcome }) => `    ${n}. ${oneLine(model)}: ${clip(oneLine(outcome?.reason ?? ""), 160)}`,
    );
  return lines.length === 0 ? [] : [`  Tried, ${counted(ended.length, "attempt")}:`, ...lines];
}
