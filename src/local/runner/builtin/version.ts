/**
 * Whether a tool's version is what a workflow asks for. Nothing, and names such as `lts/*`, take any version; `24`, `24.x` and `24.1` take
 * what begins so; a range takes its lowest major version or, after `>=`, a higher one. It only decides about a warning.
 */
export function versionFits(wanted: string, version: string): boolean {
  const [, sign = "", spec = ""] = /^\s*([~^>=v]*)\s*(.*?)\s*$/.exec(wanted) ?? [];
  if (!/^\d/.test(spec)) return true;
  const parts = spec.split(/[.\s]/).filter((part) => part !== "x" && part !== "*");
  const actual = version.split(".");
  if (sign.startsWith(">")) return Number(actual[0]) >= Number(parts[0]);
  const asked = /[~^]/.test(sign) ? parts.slice(0, 1) : parts.filter((part) => /^\d/.test(part));
  return asked.every((part, index) => actual[index] === part);
}
