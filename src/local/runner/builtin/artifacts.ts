import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { unzipSync, zipSync, type Zippable } from "fflate";
import { Minimatch } from "minimatch";
import type { Builtin } from "./builtin-action.ts";
import { findFiles, searchPath } from "../globs.ts";
import { type StepCall, StepFailure } from "../job-state.ts";
import type { StoredArtifact } from "../host.ts";
import { StepOutput } from "../step-output.ts";

/** `actions/upload-artifact`: the files that `path` names, as a zip, to the server. */
export const uploadArtifact: Builtin = {
  main: async (call, inputs) => {
    const { job } = call;
    const name = inputs["name"] || "artifact";
    if (/["\\/:<>|*?\r\n]/.test(name))
      throw new StepFailure(
        `The artifact name is not valid: ${name}. It may not contain " : < > | * ? \\ / or line ends`,
      );
    const patterns = (inputs["path"] ?? "")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "");
    if (patterns.length === 0) throw new StepFailure("Input required and not supplied: path");
    const files = findFiles(job.dirs.workspace, patterns, {
      hidden: inputs["include-hidden-files"] === "true",
    });
    if (files.length === 0) return noFiles(call, inputs, patterns);

    const root = commonRoot(job.dirs.workspace, patterns, files);
    const entries: Zippable = Object.fromEntries(
      files.map((file) => [relative(root, file).replaceAll(sep, "/"), readFileSync(file)]),
    );
    const days = Number(inputs["retention-days"]) || 0;
    const stored = job.setup.host.saveArtifact(job.run.id, {
      name,
      zip: zipSync(entries),
      replace: inputs["overwrite"] === "true",
      ...(days > 0 && { days }),
    });
    call.outputs["artifact-id"] = String(stored.id);
    call.outputs["artifact-url"] = stored.url;
    call.outputs["artifact-digest"] = stored.digest.replace("sha256:", "");
    job.log.line(
      `Artifact ${name} has been uploaded: ${files.length} file(s), ${stored.size} bytes, ID ${stored.id}`,
    );
  },
};

/** `actions/download-artifact`, for artifacts of the same run. */
export const downloadArtifact: Builtin = {
  main: async (call, inputs) => {
    const { job } = call;
    if ((inputs["run-id"] ?? String(job.run.id)) !== String(job.run.id) || inputs["repository"]) {
      throw new StepFailure(
        "actions/download-artifact: the local runner downloads artifacts of the same run only",
      );
    }
    const target = resolve(job.dirs.workspace, inputs["path"] || ".");
    const { artifacts, apart } = chosen(job.setup.host.listArtifacts(job.run.id), inputs);
    for (const artifact of artifacts) {
      const directory = apart ? join(target, artifact.name) : target;
      extract(job.setup.host.readArtifact(artifact.id), directory);
      job.log.line(`Artifact ${artifact.name} has been downloaded to ${directory}`);
    }
    call.outputs["download-path"] = target;
  },
};

function noFiles(call: StepCall, inputs: { [name: string]: string }, patterns: string[]): void {
  const message = `No files were found with the provided path: ${patterns.join(", ")}. No artifacts will be uploaded.`;
  const mode = inputs["if-no-files-found"] || "warn";
  if (mode === "error") throw new StepFailure(message);
  if (mode === "warn") new StepOutput(call).line(`::warning::${message}`);
}

/** Paths inside the artifact are relative to what all searched paths have in common. */
function commonRoot(workspace: string, patterns: string[], files: string[]): string {
  const paths = patterns
    .filter((pattern) => !pattern.startsWith("!"))
    .map((pattern) => searchPath(workspace, pattern));
  const only = paths.length === 1 ? paths[0] : undefined;
  if (only !== undefined)
    return files.length === 1 && files[0] === only && statSync(only).isFile() ? dirname(only) : only;
  const parts = paths.map((path) => path.split(sep));
  const first = parts[0] ?? [];
  const length = first.findIndex((part, index) => parts.some((other) => other[index] !== part));
  const common = (length < 0 ? first : first.slice(0, length)).join(sep) || sep;
  return files.includes(common) ? dirname(common) : common;
}

/** Which artifacts the inputs name, and whether each goes into a directory of its own. */
function chosen(
  all: StoredArtifact[],
  inputs: { [name: string]: string },
): { artifacts: StoredArtifact[]; apart: boolean } {
  const { name, pattern } = inputs;
  const ids = (inputs["artifact-ids"] ?? "")
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
  const merge = inputs["merge-multiple"] === "true";
  if (name) {
    const artifacts = all.filter((artifact) => artifact.name === name);
    if (artifacts.length === 0)
      throw new StepFailure(`Unable to download artifact(s): Artifact not found for name: ${name}`);
    return { artifacts, apart: false };
  }
  if (ids.length > 0) {
    const artifacts = all.filter(({ id }) => ids.includes(String(id)));
    return { artifacts, apart: !merge && ids.length > 1 };
  }
  const wanted = pattern ? new Minimatch(pattern, { dot: true }) : undefined;
  return { artifacts: all.filter((artifact) => wanted?.match(artifact.name) ?? true), apart: !merge };
}

function extract(zip: Uint8Array, directory: string): void {
  mkdirSync(directory, { recursive: true });
  for (const [name, bytes] of Object.entries(unzipSync(zip))) {
    const file = resolve(directory, name);
    if (!file.startsWith(directory + sep))
      throw new StepFailure(`The artifact holds a file outside of its directory: ${name}`);
    mkdirSync(dirname(file), { recursive: true });
    if (!name.endsWith("/")) writeFileSync(file, bytes);
  }
}
