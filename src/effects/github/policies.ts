import { parse } from "yaml";
import { z } from "zod";
import { type Policy, PolicyFile, PolicyId } from "#src/core/policy.ts";
import type { Problem } from "#src/core/tree.ts";
import type { Repo } from "./client.ts";
import { listFolder, readFile } from "./files.ts";

export const policyFolder = ".fractal/policies";
const policyBytesMax = 10_000;
/** Far more than anybody reviews; a preflight reads each of them. */
const policiesMax = 100;

export function policyPath(id: string): string {
  return `${policyFolder}/${id}.yml`;
}

/** The repository's rules at a commit, and what is wrong with those that are none. */
export async function readPolicies(
  repo: Repo,
  sha: string,
): Promise<{ policies: Policy[]; problems: Problem[] }> {
  const names = (await listFolder(repo, sha, policyFolder)).filter((name) => /\.ya?ml$/.test(name));
  const read = await Promise.all(names.slice(0, policiesMax).map((name) => readPolicy(repo, sha, name)));
  const problems = read.filter((each) => "code" in each);
  if (names.length > policiesMax)
    problems.push({
      code: "policies",
      what: `${policyFolder} has ${names.length} files, more than the ${policiesMax} that are read`,
      remedy: "delete those that nobody needs any more",
    });
  return { policies: read.filter((each) => "rule" in each), problems };
}

async function readPolicy(repo: Repo, sha: string, name: string): Promise<Policy | Problem> {
  const path = `${policyFolder}/${name}`;
  const problem = (why: string): Problem => ({
    code: "policies",
    what: `${path} is no policy: ${why}`,
    remedy: `mend or delete ${path} on the default branch`,
  });
  const id = PolicyId.safeParse(name.replace(/\.ya?ml$/, ""));
  if (!id.success) return problem("its name may have small letters, digits and hyphens, 60 at most");
  const found = await readFile(repo, sha, path, policyBytesMax);
  if (!("text" in found)) return problem(`it is ${found.why}`);
  const file = PolicyFile.safeParse(parsed(found.text));
  if (file.success) return { ...file.data, id: id.data };
  return problem(z.prettifyError(file.error).replaceAll("\n", " "));
}

/** What is not YAML has none of the keys. */
function parsed(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 20, logLevel: "error", stringKeys: true });
  } catch {
    return undefined;
  }
}
