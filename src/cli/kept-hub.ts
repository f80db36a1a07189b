import { existsSync } from "node:fs";
import { join } from "node:path";
import { NeedsHuman } from "#src/errors.ts";
import { startHub } from "#src/local/hub/hub.ts";
import type { HubPlace } from "./say-as-person.ts";

/** Nobody signs in as the App here: only the person speaks, and nothing is delivered. */
const app = { id: 1, slug: "fractal", name: "Fractal", privateKey: "", permissions: {}, events: [] };

/**
 * Opens the hub of a directory in which no run is at work, for as long as `use` takes. What is said there is kept, and heard by the next run.
 * @throws NeedsHuman when the directory has none
 */
export async function atKeptHub<T>(
  data: string,
  { owner, repo }: Pick<HubPlace, "owner" | "repo">,
  use: (place: HubPlace) => Promise<T>,
): Promise<T> {
  const dir = join(data, "hub");
  if (!existsSync(join(dir, "state.jsonl")))
    throw new NeedsHuman(`${data} has no loopback GitHub: its tree lives on GitHub itself`, {
      hint: "answer there, under the issue",
    });
  const hub = await startHub({ dir, app });
  try {
    return await use({ url: hub.url, token: hub.seed.token(owner), owner, repo });
  } finally {
    await hub.close();
  }
}
