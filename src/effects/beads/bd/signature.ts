import { open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { rootRecordsIn } from "./journal-records.ts";

/** The state of an embedded database at one moment, told apart from any other without a spawn. */
export type Signature = Readonly<{ text: string; journalBytes: number }>;

const folder = ["embeddeddolt", "fx", ".dolt", "noms"] as const;
const journalName = "v".repeat(32);

/**
 * Dolt's manifest and how long its journal is: both change with every write and with no read; of a `bd` that was
 * killed the journal may say more than the manifest. And what says which database it is that `bd` opens. Undefined
 * where there is no such database; then nothing is known.
 * @param beads the `.beads` folder
 */
export async function signatureOf(beads: string): Promise<Signature | undefined> {
  const textOf = (...path: string[]) => readFile(join(beads, ...path), "utf8").catch(() => "");
  const manifest = await textOf(...folder, "manifest");
  if (manifest === "") return undefined;
  const journal = await stat(join(beads, ...folder, journalName)).catch(() => undefined);
  const which = await Promise.all(["metadata.json", "config.yaml", "redirect"].map((name) => textOf(name)));
  const journalBytes = journal?.size ?? 0;
  return { text: JSON.stringify([manifest, journalBytes, ...which]), journalBytes };
}

export function isSameState(one: Signature | undefined, other: Signature | undefined): boolean {
  return one !== undefined && one.text === other?.text;
}

/** One import that stores anything makes two roots, its rows' and its commit's; whoever else writes makes more. */
const rootsOfImport = 2;

/** Was an import that stored something, all in one transaction, the only write between the two? */
export async function isOneImport(
  beads: string,
  before: Signature | undefined,
  after: Signature | undefined,
): Promise<boolean> {
  if (before === undefined || after === undefined || after.journalBytes <= before.journalBytes) return false;
  const bytes = Buffer.alloc(after.journalBytes - before.journalBytes);
  const file = await open(join(beads, ...folder, journalName)).catch(() => undefined);
  const read = await file?.read(bytes, 0, bytes.length, before.journalBytes);
  await file?.close();
  return read?.bytesRead === bytes.length && rootRecordsIn(bytes) === rootsOfImport;
}
