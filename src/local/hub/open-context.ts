import { watchTriggers } from "./actions/triggers.ts";
import { HubContext, type HubParts } from "./context.ts";
import { seedUser } from "./seed.ts";

/** A hub at work on its parts: its bots have accounts, and its workflows start. What is missing is a way in. */
export function openContext(parts: HubParts): HubContext {
  const ctx = new HubContext(parts);
  seedUser(ctx, `${parts.app.slug}[bot]`, "Bot");
  seedUser(ctx, "github-actions[bot]", "Bot");
  watchTriggers(ctx);
  return ctx;
}
