import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Names the state of an embedded database without a spawn: Dolt's manifest, which changes with every write and with
 * no read. Undefined where there is none; then nothing is known.
 * @param beads the `.beads` folder
 */
export async function signatureOf(beads: string): Promise<string | undefined> {
  const manifest = join(beads, "embeddeddolt", "fx", ".dolt", "noms", "manifest");
  return readFile(manifest, "utf8").catch(() => undefined);
}
