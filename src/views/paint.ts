const esc = String.fromCharCode(0x1b);
const codes: Readonly<Record<string, number>> = { "🟢": 32, "🟡": 33, "🔴": 31, "⚪": 2 };

/** Colours a text of ours for a terminal as its dot would be on GitHub. */
export function paint(dot: string, text: string): string {
  return `${esc}[${codes[dot] ?? 0}m${text}${esc}[0m`;
}
