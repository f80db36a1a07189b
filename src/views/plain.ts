/**
 * Text as it may be shown anywhere: no ANSI sequences, no control characters but newline and tab, no characters that
 * reorder or hide other text (bidi, zero width, tags), only whole code points. Linear, and doing it again changes nothing.
 */
export function plain(text: string): string {
  return text
    .toWellFormed()
    .replace(escapeSequence, "")
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(/(?![\n\t])\p{Cc}/gu, "")
    .replace(invisible, "");
}

/** As `plain`, on one line. */
export function oneLine(text: string): string {
  return joinLines(plain(text));
}

/** For a text that was made safe before: `plain` would take out what made it so. */
export function joinLines(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** At most so many characters, the last of them an ellipsis when something was cut. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, Math.max(0, max - 1)).replace(/[\ud800-\udbff]$/, "")}…`;
}

const esc = String.fromCharCode(0x1b);
const bell = String.fromCharCode(0x07);
/** Colours and cursor moves (CSI), then titles and hyperlinks (OSC). Whatever remains of a broken one is a control character. */
const escapeSequence = new RegExp(
  String.raw`${esc}\[[0-?]*[ -/]*[@-~]|${esc}\][^${bell}${esc}]*(?:${bell}|${esc}\\)`,
  "g",
);
const invisible =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e01ef}]/gu;
