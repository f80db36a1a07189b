import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, onTestFinished } from "vitest";
import { BareRepositories } from "#src/local/hub/git/bare-repositories.ts";
import { gitContract } from "#test/contracts/git.contract.ts";

describe("git by its plumbing commands", () => {
  gitContract(async () => {
    const dir = mkdtempSync(join(tmpdir(), "git-"));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    return new BareRepositories(dir, "/usr/local/bin:/usr/bin:/bin").git("ada/demo");
  });
});
