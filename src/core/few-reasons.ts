const reasonsMax = 10;
const charactersMax = 300;

/** Why something was refused, as one text of bounded length: the first reasons, each in short, and how many more there are. */
export function fewReasons(reasons: readonly string[]): string {
  const said = reasons.slice(0, reasonsMax).map(shortened);
  const left = reasons.length - said.length;
  return [...said, ...(left > 0 ? [`and ${left} more of this kind`] : [])].join("; ");
}

/** The first of many names. */
export function fewNames(names: readonly string[], most: number): string {
  const left = names.length - most;
  return left > 0 ? `${names.slice(0, most).join(", ")} and ${left} more` : names.join(", ");
}

function shortened(reason: string): string {
  return reason.length > charactersMax ? `${reason.slice(0, charactersMax)}…` : reason;
}
