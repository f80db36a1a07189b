import { closest } from "fastest-levenshtein";
import { parse } from "yaml";
import type { z } from "zod";
import { Config } from "#src/core/rules.ts";
import { NeedsHuman } from "./errors.ts";

export const configPath = ".github/fractal.yml";

/**
 * The repository's config; an absent or empty file is all defaults.
 * @throws NeedsHuman with every fault in it, each with what to type instead
 */
export function parseConfig(text: string | undefined): Config {
  if (text === undefined || text.trim() === "") return Config.parse({});
  const parsed = Config.safeParse(readYaml(text) ?? {});
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(describe);
  throw new NeedsHuman(`${configPath}: ${faults.join("; ")}`, {
    hint: `mend ${configPath} on the default branch`,
  });
}

function readYaml(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 20 });
  } catch (error) {
    const where = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "";
    throw new NeedsHuman(`${configPath} is not YAML: ${where}`, { hint: `mend ${configPath}` });
  }
}

function describe(issue: z.core.$ZodIssue): string {
  const at = issue.path.join(".");
  if (issue.code !== "unrecognized_keys") return `${at || "the file"}: ${issue.message}`;
  return issue.keys
    .map((key) => {
      const name = [...issue.path, key].join(".");
      const known = keysAt(issue.path);
      return `unknown key ${name}${known.length > 0 ? `; did you mean ${closest(key, known)}?` : ""}`;
    })
    .join("; ");
}

/** The keys that are allowed where an unknown one stood, read off the defaults. */
function keysAt(path: readonly PropertyKey[]): string[] {
  let at: unknown = Config.parse({});
  for (const step of path) at = (at as Record<PropertyKey, unknown> | undefined)?.[step];
  const names = at !== null && typeof at === "object" ? Object.keys(at) : [];
  return path.length === 0 ? [...new Set([...names, "ci", "verify"])] : names;
}
