import { describe } from "vitest";
import { gitContract } from "#test/contracts/git.contract.ts";
import { MemoryGit } from "./memory-git.ts";

describe("git in memory", () => {
  gitContract(async () => new MemoryGit());
});
