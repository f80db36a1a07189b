import { byteLength, cutMiddle } from "#src/core/cut-middle.ts";
import { matchesGlob } from "#src/core/glob.ts";
import { judgeToolCall } from "#src/core/tool-gate.ts";
import type { ToolArgs } from "#src/core/tool-args.ts";
import type { Task, Tree } from "#src/core/tree.ts";
import type { ToolCall } from "#src/effects/llm/answer.ts";
import { lookTools } from "#src/effects/llm/fixer.ts";
import { listFiles, type TreeFile } from "#src/effects/github/repository.ts";
import { githubOf } from "./breakers.ts";
import { textOf } from "./surroundings.ts";
import { repositoryOf, type World } from "./world.ts";

type Place = Readonly<{ sha: string; task: Task; key: string }>;
type Files = Readonly<{ files: readonly TreeFile[]; read: (file: TreeFile) => Promise<string | undefined> }>;

/** What a model is shown of one look. */
const shownBytesMax = 8000;
const listedMax = 300;
const hitsMax = 60;
/** Files that one search reads, each at most so large: every one not known yet is a request to GitHub. */
const searchedMax = 40;
const fileBytesMax = 200_000;

/** Read-only tools over one commit, as GitHub has it. What may not be looked at, or is not there, is said in words. */
export function lookIn(world: World, tree: Tree, place: Place): (call: ToolCall) => Promise<string> {
  const { sha } = place;
  const scope = {
    owned: [],
    protected: [],
    allowances: [],
    tools: lookTools,
    commands: [],
    unsafeMax: Infinity,
  };
  return async (call) => {
    const started = world.clock();
    const judged = judgeToolCall(call, scope, 0);
    const text =
      judged.verdict === "allow"
        ? await world.breakers.through(githubOf(tree), async () => {
            const repo = await repositoryOf(world, tree);
            const { files } = await listFiles(repo, sha);
            const read = (file: TreeFile) => textOf(world, repo, { ...file, ref: sha });
            return shown(await looked(judged.call, { files, read }));
          })
        : judged.reason;
    traceLook(world, tree, place, {
      call,
      verdict: judged.verdict,
      text,
      durationMs: world.clock() - started,
    });
    return text;
  };
}

type AllowedCall = Extract<ReturnType<typeof judgeToolCall>, { verdict: "allow" }>["call"];

function looked({ name, args }: AllowedCall, around: Files): Promise<string> | string {
  switch (name) {
    case "list_files":
      return listed(args, around);
    case "read_file":
      return readLines(args, around);
    case "search_code":
      return searched(args, around);
    default:
      return `${name} is not for looking`;
  }
}

function listed({ path, glob }: ToolArgs["list_files"], { files }: Files): string {
  const directory = (path ?? "").replace(/\/$/, "");
  const found = files
    .map((file) => file.path)
    .filter(
      (each) => (directory === "" || each.startsWith(`${directory}/`)) && (!glob || matchesGlob(glob, each)),
    );
  if (found.length === 0) return "no files there";
  const more = found.length > listedMax ? `\n[… ${found.length - listedMax} more; narrow it]` : "";
  return found.slice(0, listedMax).join("\n") + more;
}

async function readLines(
  { path, startLine, endLine }: ToolArgs["read_file"],
  { files, read }: Files,
): Promise<string> {
  const file = files.find((each) => each.path === path);
  const text = file === undefined || file.size > fileBytesMax ? undefined : await read(file);
  if (text === undefined) return `${path} is not there, too large, or no text`;
  const lines = text.replace(/\n$/, "").split("\n");
  const first = startLine ?? 1;
  const last = Math.min(endLine ?? lines.length, lines.length);
  if (first > last) return `${path} has ${lines.length} lines`;
  const numbered = lines.slice(first - 1, last).map((line, at) => `${first + at}\t${line}`);
  return `${path}, lines ${first}-${last} of ${lines.length}:\n${numbered.join("\n")}`;
}

/** Line by line, in the smallest files first: no pattern of a model is ever run. */
async function searched({ query, glob }: ToolArgs["search_code"], { files, read }: Files): Promise<string> {
  const wanted = files
    .filter(({ path, size }) => size <= fileBytesMax && (!glob || matchesGlob(glob, path)))
    .toSorted((a, b) => a.size - b.size);
  const hits: string[] = [];
  for (const file of wanted.slice(0, searchedMax)) {
    const text = hits.length < hitsMax ? await read(file) : undefined;
    hits.push(...(text === undefined ? [] : hitsIn(file.path, text, query.toLowerCase())));
  }
  const notAll =
    wanted.length > searchedMax
      ? `\n[only ${searchedMax} of ${wanted.length} files were searched; give a glob]`
      : "";
  if (hits.length === 0) return `${JSON.stringify(query)} occurs nowhere${notAll}`;
  return hits.slice(0, hitsMax).join("\n") + notAll;
}

function hitsIn(path: string, text: string, query: string): string[] {
  return text
    .split("\n")
    .flatMap((line, at) =>
      line.toLowerCase().includes(query) ? [`${path}:${at + 1}: ${line.trim().slice(0, 300)}`] : [],
    );
}

function shown(text: string): string {
  return byteLength(text) > shownBytesMax ? cutMiddle(text, shownBytesMax, 0.6) : text;
}

function traceLook(
  world: World,
  tree: Tree,
  { task, key }: Place,
  {
    call,
    verdict,
    text,
    durationMs,
  }: { call: ToolCall; verdict: "allow" | "reject" | "stop"; text: string; durationMs: number },
): void {
  const { trace } = world;
  trace.write({
    type: "tool_call",
    root: tree.root,
    task: task.id,
    key,
    attrs: {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": call.name.slice(0, 60),
      verdict,
      outcome: verdict === "allow" ? "ok" : "refused",
      durationMs,
      arguments: trace.blob(call.rawArgs),
      result: trace.blob(text),
    },
  });
}
