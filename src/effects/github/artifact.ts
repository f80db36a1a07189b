import { z } from "zod";
import { AS_STREAM, readAll } from "./body-stream.ts";
import type { Repo } from "./client.ts";
import { orRefusal } from "./refusal.ts";
import { unpack, type UnpackCaps } from "./unpack.ts";

/** `zipBytesMax` caps what is downloaded, the others what comes out of it. */
export type ArtifactCaps = UnpackCaps & Readonly<{ zipBytesMax: number }>;
export const ARTIFACT_CAPS: ArtifactCaps = {
  zipBytesMax: 20_000_000,
  /** Two blobs for every model call and every tool call, beside the changed files. */
  filesMax: 5000,
  fileBytesMax: 20_000_000,
  totalBytesMax: 50_000_000,
};

/** `missing`: the run has none by this name, or is itself gone. A `problem` is the artifact's fault: too large, expired, not a zip, names that climb out. */
export type Artifact =
  | Readonly<{ files: Map<string, Buffer> }>
  | Readonly<{ missing: true }>
  | Readonly<{ problem: string }>;

/** The files of a run's artifact, by path. All of it is hostile input: capped, unpacked in memory only, nothing executed or written. */
export async function readArtifact(
  { octokit, ...where }: Repo,
  { runId, name, caps = ARTIFACT_CAPS }: { runId: number; name: string; caps?: ArtifactCaps },
): Promise<Artifact> {
  const list = { ...where, run_id: runId, name, per_page: 100 };
  const listed = await orRefusal([404], octokit.rest.actions.listWorkflowRunArtifacts(list));
  if ("refusal" in listed) return { missing: true };
  // A re-run adds another one by the same name; the newest is the one of the last try.
  const found = Listed.parse(listed.data)
    .artifacts.filter((artifact) => artifact.name === name)
    .toSorted((a, b) => b.id - a.id)[0];
  if (!found) return { missing: true };
  if (found.expired) return { problem: `artifact ${name} has expired` };
  const tooLarge = { problem: `artifact ${name} is larger than ${caps.zipBytesMax} bytes` };
  if (found.size_in_bytes > caps.zipBytesMax) return tooLarge;
  const answer = await orRefusal(
    [410],
    octokit.rest.actions.downloadArtifact({
      ...where,
      artifact_id: found.id,
      archive_format: "zip",
      request: AS_STREAM,
    }),
  );
  if ("refusal" in answer) return { problem: `artifact ${name} has expired` };
  const zip = await readAll(answer.data, caps.zipBytesMax);
  return zip === undefined ? tooLarge : unpack(zip, caps);
}

const Listed = z.object({
  artifacts: z.array(
    z.object({ id: z.int(), name: z.string(), size_in_bytes: z.int(), expired: z.boolean() }),
  ),
});
