/** Our own lines are far from it. */
const depthMax = 100;

/**
 * Whether arrays and objects of a trace's line lie deeper in each other than any of ours. Told from the text alone, in one walk: what is deeper
 * than a stack breaks whoever takes it apart afterwards.
 */
export function isTooDeep(json: string): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < json.length; at += 1) {
    const char = json[at];
    if (inText && char === "\\") at += 1;
    else if (char === '"') inText = !inText;
    else if (!inText && (char === "[" || char === "{")) depth += 1;
    else if (!inText && (char === "]" || char === "}")) depth -= 1;
    if (depth > depthMax) return true;
  }
  return false;
}
