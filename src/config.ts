import { parse } from "yaml";
import { Config } from "#src/core/rules.ts";
import { configFault } from "./config-fault.ts";
import { NeedsHuman } from "./errors.ts";

export const configPath = ".github/fractal.yml";

/** Far more than anybody needs to say; more than this is not read at all. */
const lengthMax = 100_000;

/**
 * The repository's config; an absent or empty file is all defaults.
 * @throws NeedsHuman with every fault in it, each with what to type instead
 */
export function parseConfig(text: string | undefined): Config {
  const file = readYaml(text ?? "") ?? {};
  const parsed = Config.safeParse(file);
  if (parsed.success) return parsed.data;
  refuse(`${configPath}: ${parsed.error.issues.map((issue) => configFault(issue, file)).join("; ")}`);
}

function readYaml(text: string): unknown {
  if (text.length > lengthMax) refuse(`${configPath} is longer than ${lengthMax} characters`);
  try {
    return parse(text, { maxAliasCount: 20, logLevel: "error", stringKeys: true });
  } catch (error) {
    const where = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "";
    refuse(`${configPath} is not YAML: ${where.replace(/:$/, "")}`);
  }
}

function refuse(why: string): never {
  throw new NeedsHuman(why, { hint: `mend ${configPath} on the default branch` });
}
