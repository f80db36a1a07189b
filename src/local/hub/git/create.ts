import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Bare } from "./bare.ts";

/** Makes the bare repository, unless it is there, with the hook that guards workflow files against Apps. */
export async function createBare(bare: Bare, defaultBranch: string): Promise<void> {
  if (existsSync(join(bare.path, "HEAD"))) return;
  mkdirSync(bare.path, { recursive: true });
  await bare.bytes(["init", "--quiet", "--bare", "--initial-branch", defaultBranch, bare.path]);
  appendFileSync(join(bare.path, "config"), SETTINGS);
  mkdirSync(join(bare.path, "hooks"), { recursive: true });
  writeFileSync(join(bare.path, "hooks", "pre-receive"), PRE_RECEIVE, { mode: 0o755 });
}

// GitHub keeps refs/pull for itself; it can be fetched, not pushed. Objects made by the API hang on no ref until the last step.
const SETTINGS = `[http]
	receivepack = true
[uploadpack]
	allowAnySHA1InWant = true
	allowFilter = true
[receive]
	hideRefs = refs/pull
[gc]
	auto = 0
`;

/** A new commit that changes a workflow against all its parents needs the permission; what is known already does not. */
const PRE_RECEIVE = `#!/bin/sh
[ -n "$HUB_MAY_PUSH_WORKFLOWS" ] && exit 0
while read old new ref; do
  case "$new" in *[!0]*) ;; *) continue ;; esac
  file=$(git log -c --name-only --format= "$new" --not --all -- .github/workflows | head -n 1)
  [ -z "$file" ] && continue
  echo "refusing to allow a GitHub App to create or update workflow \\\`$file\\\` without \\\`workflows\\\` permission" >&2
  exit 1
done
exit 0
`;
