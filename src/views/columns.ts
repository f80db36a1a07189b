import { oneLine } from "./plain.ts";

/** Columns a text takes on a terminal. */
export function columns(text: string): number {
  return Array.from(graphemes.segment(text), ({ segment }) => widthOf(segment)).reduce((a, b) => a + b, 0);
}

/** A text of others on one line that takes at most so many columns, its last one an ellipsis when something was cut. */
export function fitColumns(text: string, max: number): string {
  const line = oneLine(text);
  if (columns(line) <= max) return line;
  let fitted = "";
  let room = max - 1;
  for (const { segment } of graphemes.segment(line)) {
    room -= widthOf(segment);
    if (room < 0) break;
    fitted += segment;
  }
  return max > 0 ? `${fitted.trimEnd()}…` : "";
}

export function padColumns(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - columns(text)));
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** East Asian wide and emoji take two columns, combining marks alone none (Unicode TR11, in round numbers). */
function widthOf(grapheme: string): number {
  if (/^\p{M}+$/u.test(grapheme)) return 0;
  return wide.test(grapheme) ? 2 : 1;
}

const wide =
  /^(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}])/u;
