import { type Artifact, readArtifact } from "#src/effects/github/artifact.ts";
import type { Repo } from "#src/effects/github/client.ts";
import { Remembered } from "#src/effects/github/remembered.ts";

const reportArtifact = "fractal-report";

type Files = ReadonlyMap<string, Buffer>;

/** Patches from their judgement to their publication: a few leaves at once, each far below this. */
const patches = new Remembered<Files>(16);
const bytesMax = 2_000_000;

/** Everything that a run of the worker handed back. */
export async function readHandedBack(repo: Repo, runId: number): Promise<Artifact> {
  const artifact = await readArtifact(repo, { runId, name: reportArtifact });
  if ("files" in artifact) remember(repo, runId, artifact.files);
  return artifact;
}

/** The files of its patch as they were judged; read again after a restart. Undefined when they are not there any more. */
export async function readPatch(repo: Repo, runId: number): Promise<Files | undefined> {
  const kept = patches.get(repo, String(runId));
  if (kept !== undefined) return kept;
  const artifact = await readHandedBack(repo, runId);
  return "files" in artifact ? artifact.files : undefined;
}

function remember(repo: Repo, runId: number, files: Files): void {
  const patch = new Map([...files].filter(([path]) => path.startsWith("files/")));
  const bytes = [...patch.values()].reduce((sum, { length }) => sum + length, 0);
  if (bytes <= bytesMax) patches.set(repo, String(runId), patch);
}
