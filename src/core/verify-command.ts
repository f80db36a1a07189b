import type { About } from "./effect.ts";
import type { RootFacts, Task } from "./tree.ts";

/** The command that may judge a commit: a composite's own, or the configured one for whole commits. */
export function verifyCommand(facts: Pick<RootFacts, "config">, task: Task, about: About): string | null {
  const configured = facts.config.verify ?? null;
  if (about === "attempt") return configured;
  return about === "check" ? task.verify : (configured ?? task.verify);
}
