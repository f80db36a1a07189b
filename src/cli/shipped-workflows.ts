import { readFileSync } from "node:fs";
import { join } from "node:path";

const names = ["fractal-worker.yml", "fractal-verify.yml"];
const folder = ".github/workflows";

/** The workflows that we ship, by path, for a repository that has none of its own. */
export function shippedWorkflows(home: string): { files: Record<string, string> } {
  const texts = names.map((name) => [`${folder}/${name}`, readFileSync(join(home, folder, name), "utf8")]);
  return { files: Object.fromEntries(texts) };
}

/** Says which of them stand in: offered on loopback, committed nowhere. */
export async function standInNote(read: (path: string) => Promise<string | undefined>): Promise<string[]> {
  const missing: string[] = [];
  for (const name of names) if ((await read(`${folder}/${name}`)) === undefined) missing.push(name);
  if (missing.length === 0) return [];
  return [`using Fractal's own ${missing.join(" and ")}: the repository has none, and none is committed`];
}
