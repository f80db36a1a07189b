import { describe } from "vitest";
import { standOn } from "#test/local/hub/world.ts";
import { inMemory } from "./in-memory.ts";

// The hub of the simulator passes the stories of the real one: all of those in which nobody clones.
standOn(inMemory);

describe("in memory", async () => {
  await import("#test/local/hub/app.test.ts");
  await import("#test/local/hub/checks.test.ts");
  await import("#test/local/hub/comments.test.ts");
  await import("#test/local/hub/git-data.test.ts");
  await import("#test/local/hub/dispatch.test.ts");
  await import("#test/local/hub/issue-links.test.ts");
  await import("#test/local/hub/issues.test.ts");
  await import("#test/local/hub/permissions.test.ts");
  await import("#test/local/hub/pulls.test.ts");
  await import("#test/effects/github/comments.test.ts");
  await import("#test/effects/github/dependencies.test.ts");
  await import("#test/effects/github/dispatch.test.ts");
  await import("#test/effects/github/issues.test.ts");
  await import("#test/effects/github/preflight.test.ts");
  await import("#test/effects/github/pulls.test.ts");
  await import("#test/effects/github/repository.test.ts");
  await import("#test/effects/github/verdict.test.ts");
  await import("#test/effects/perform/mirror.test.ts");
  await import("#test/effects/perform/preflight.test.ts");
  await import("#test/effects/perform/say.test.ts");
  await import("#test/effects/perform/surroundings.test.ts");
  await import("#test/effects/perform/sweep-comments.test.ts");
  await import("#test/effects/perform/worker-trace.test.ts");
});
