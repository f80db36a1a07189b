import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { HubPlace } from "./say-as-person.ts";

const Address = z.object({ url: z.url(), token: z.string(), owner: z.string(), repo: z.string() });

/**
 * Says in the data directory where the hub of its run listens, for its owner's eyes only.
 * @returns takes it back; what a kill leaves behind counts for nothing, since the directory's lock is free then
 */
export function serving(data: string, place: HubPlace): () => void {
  writeFileSync(fileIn(data), JSON.stringify(Address.parse(place)), { mode: 0o600 });
  return () => rmSync(fileIn(data), { force: true });
}

/** Where the run that has this directory listens; undefined when it does not yet, or not any more. */
export function servedAt(data: string): HubPlace | undefined {
  if (!existsSync(fileIn(data))) return undefined;
  return Address.parse(JSON.parse(readFileSync(fileIn(data), "utf8")));
}

function fileIn(data: string): string {
  return join(data, "hub", "serving.json");
}
