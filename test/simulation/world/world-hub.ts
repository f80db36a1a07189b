import type { HubContext } from "#src/local/hub/context.ts";
import type { Hub } from "#src/local/hub/hub.ts";

/** What the world needs of the hub: its rows, its doors for people, and its API as `fetch`. */
export type WorldHub = Readonly<{
  context: HubContext;
  seed: Hub["seed"];
  state: Hub["state"];
  fetch: typeof fetch;
  onEvent: Hub["onEvent"];
}>;
