import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { findFiles } from "./globs.ts";

/** `hashFiles()`: SHA-256 over the SHA-256 of every matching file in the workspace, in the order of their names; empty when none match. */
export function hashFiles(workspace: string, patterns: readonly string[]): string {
  const files = findFiles(workspace, patterns, { hidden: true });
  if (files.length === 0) return "";
  const all = createHash("sha256");
  for (const file of files) all.update(createHash("sha256").update(readFileSync(file)).digest());
  return all.digest("hex");
}
