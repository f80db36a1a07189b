import { type Artifact, readArtifact } from "#src/effects/github/artifact.ts";
import type { Repo } from "#src/effects/github/client.ts";
import { Remembered } from "#src/effects/github/remembered.ts";
import { readStillness } from "#src/effects/github/runs.ts";
import { Retryable } from "#src/errors.ts";
import type { World } from "./world.ts";

const reportArtifact = "fractal-report";

type Files = ReadonlyMap<string, Buffer>;

/** Patches from their judgement to their publication: a few leaves at once, each far below this. */
const patches = new Remembered<Files>(16);
const bytesMax = 2_000_000;

/**
 * Everything that a run of the worker handed back.
 * @throws Retryable while GitHub's list of it may be behind the run's end: what is missing then was paid for
 */
export async function readHandedBack(world: World, repo: Repo, runId: number): Promise<Artifact> {
  const artifact = await readArtifact(repo, { runId, name: reportArtifact });
  if ("files" in artifact) remember(repo, runId, artifact.files);
  if ("missing" in artifact) await requireStill(world, repo, runId);
  return artifact;
}

async function requireStill({ listsLagMs = 0 }: World, repo: Repo, runId: number): Promise<void> {
  const stillMs = listsLagMs > 0 ? await readStillness(repo, runId) : undefined;
  if (stillMs === undefined || stillMs >= listsLagMs) return;
  const retryAfterMs = Math.min(listsLagMs - stillMs, listsLagMs);
  throw new Retryable(`GitHub does not list yet what run ${runId} handed back`, { retryAfterMs });
}

/** The files of its patch as they were judged; read again after a restart. Undefined when they are not there any more. */
export async function readPatch(world: World, repo: Repo, runId: number): Promise<Files | undefined> {
  const kept = patches.get(repo, String(runId));
  if (kept !== undefined) return kept;
  const artifact = await readHandedBack(world, repo, runId);
  return "files" in artifact ? artifact.files : undefined;
}

function remember(repo: Repo, runId: number, files: Files): void {
  const patch = new Map([...files].filter(([path]) => path.startsWith("files/")));
  const bytes = [...patch.values()].reduce((sum, { length }) => sum + length, 0);
  if (bytes <= bytesMax) patches.set(repo, String(runId), patch);
}
