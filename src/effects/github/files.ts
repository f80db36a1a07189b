import { z } from "zod";
import { NeedsHuman } from "#src/errors.ts";
import type { Repo } from "./client.ts";
import { isExact, Remembered } from "./remembered.ts";
import { orRefusal } from "./refusal.ts";

/** Why a file was left out: there is none, it is not a plain file, above the cap, or not UTF-8 text. */
type Skipped = Readonly<{ path: string; why: "missing" | "not a file" | "too large" | "not text" }>;
export type TextFile = Readonly<{ path: string; text: string }>;

/** The workflows and the configuration, above all, which every preflight of a commit reads. */
const files = new Remembered<TextFile | Skipped>(100);
const folders = new Remembered<string[]>(20);

/** One text file at a commit or branch; GitHub's contents API gives nothing above 1 MB, which counts as too large. */
export async function readFile(
  repo: Repo,
  ref: string,
  path: string,
  bytesMax: number,
): Promise<TextFile | Skipped> {
  const read = () => readContent(repo, { ref, path, bytesMax });
  return isExact(ref) ? files.read(repo, `${ref}:${bytesMax}:${path}`, { read, isKept: isSmall }) : read();
}

function isSmall(file: TextFile | Skipped): boolean {
  return "text" in file && file.text.length < 100_000;
}

async function readContent(
  { octokit, ...where }: Repo,
  { ref, path, bytesMax }: { ref: string; path: string; bytesMax: number },
): Promise<TextFile | Skipped> {
  const answer = await orRefusal([404], octokit.rest.repos.getContent({ ...where, ref, path }));
  if ("refusal" in answer) return { path, why: "missing" };
  const found = File.safeParse(answer.data);
  if (!found.success) return { path, why: "not a file" };
  const { size, content, encoding } = found.data;
  if (size > bytesMax || encoding !== "base64") return { path, why: "too large" };
  const text = utf8(Buffer.from(content, "base64"));
  return text === undefined ? { path, why: "not text" } : { path, text };
}

/** The names in a folder at a commit or branch; none when there is no such folder. */
export async function listFolder(repo: Repo, ref: string, path: string): Promise<string[]> {
  const read = () => readFolder(repo, ref, path);
  return isExact(ref)
    ? folders.read(repo, `${ref}:${path}`, { read, isKept: ({ length }) => length > 0 })
    : read();
}

async function readFolder({ octokit, ...where }: Repo, ref: string, path: string): Promise<string[]> {
  const answer = await orRefusal([404], octokit.rest.repos.getContent({ ...where, ref, path }));
  if ("refusal" in answer) return [];
  const entries = Folder.safeParse(answer.data);
  return entries.success ? entries.data.filter(({ type }) => type === "file").map(({ name }) => name) : [];
}

const CONFIG = ".github/fractal.yml";
const CONFIG_BYTES_MAX = 64_000;
const WORKFLOWS = ".github/workflows";
/** GitHub's own limit for a workflow file. */
const WORKFLOW_BYTES_MAX = 500_000;

/** The text of `.github/fractal.yml`, `undefined` when there is none. */
export async function readConfigText(repo: Repo, ref: string): Promise<string | undefined> {
  const found = await readFile(repo, ref, CONFIG, CONFIG_BYTES_MAX);
  if ("text" in found) return found.text;
  if (found.why === "missing") return undefined;
  throw new NeedsHuman(`${CONFIG} is ${found.why}`, { hint: `Make ${CONFIG} a text file below 64 kB.` });
}

/** All workflow files at a commit or branch. */
export async function readWorkflows(repo: Repo, ref: string): Promise<TextFile[]> {
  const names = await listFolder(repo, ref, WORKFLOWS);
  const paths = names.filter((name) => /\.ya?ml$/.test(name)).map((name) => `${WORKFLOWS}/${name}`);
  const found = await Promise.all(paths.map((path) => readFile(repo, ref, path, WORKFLOW_BYTES_MAX)));
  return found.filter((file) => "text" in file);
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const File = z.object({
  type: z.literal("file"),
  size: z.int(),
  content: z.string(),
  encoding: z.string(),
});
const Folder = z.array(z.object({ name: z.string(), type: z.string() }));
