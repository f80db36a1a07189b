import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Briefing, ToolName } from "#src/core/briefing.ts";
import { AttemptResult } from "#src/core/report.ts";
import { connect } from "#src/effects/llm/connect.ts";
import { parseTrace, type ReadTrace } from "#src/effects/telemetry/read-trace.ts";
import { openTrace } from "#src/effects/telemetry/trace.ts";
import { runAttempt, type WorkerJob } from "#src/worker/run.ts";
import { type Reply, scriptedModel } from "./scripted-model.ts";

export const apiKey = "canary-model-key-7f3a9b";

/** A small repository with a failing check: `sum` is wrong, and `check.sh` says so. */
export const sampleFiles: Record<string, string> = {
  "README.md": "# Sums\n",
  "src/sum.sh": "echo $(( $1 - $2 ))\n",
  "check.sh":
    'got=$(sh src/sum.sh 2 3)\n[ "$got" = 5 ] || { echo "expected 5, got $got"; exit 1; }\necho ok\n',
  "test/sum.test.sh": "sh check.sh\n",
  ".github/workflows/ci.yml": "on: push\n",
  ".gitignore": "out/\n",
};

export type Workshop = Disposable & {
  root: string;
  base: string;
  git: (...args: string[]) => string;
  file: (path: string) => string;
};

/** A real checkout of a real commit in a temporary directory. */
export function workshop(files: Record<string, string> = sampleFiles): Workshop {
  const root = mkdtempSync(join(tmpdir(), "workshop-"));
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
      cwd: root,
      encoding: "utf8",
    });
  git("init", "--quiet", "--initial-branch=main");
  for (const [path, text] of Object.entries(files)) put(root, path, text);
  git("add", "--all");
  git("commit", "--quiet", "--message", "base");
  return {
    root,
    base: git("rev-parse", "HEAD").trim(),
    git,
    file: (path) => readFileSync(join(root, path), "utf8"),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

export function put(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

export function briefingOf(change: Partial<Briefing> = {}): Briefing {
  return Briefing.parse({
    v: 1,
    key: "fx-abc12345/1/dispatch",
    root: "fx-root0001",
    task: {
      id: "fx-abc12345",
      title: "Add, do not subtract",
      objective: "Make sum.sh add.",
      size: "XS",
      type: "fix",
    },
    attempt: { n: 1, max: 3, model: "small" },
    acceptance: "sh check.sh exits 0",
    verify: "sh check.sh",
    scope: { owned: ["src/**"], protected: [], filesMax: 2, changedLinesMax: 50, bytesMax: 20_000 },
    context: { spec: null, files: [], siblings: [] },
    policies: [],
    guidance: [],
    lastFailure: null,
    limits: {
      steps: 20,
      inputTokens: 200_000,
      outputTokens: 20_000,
      replyTokens: 2000,
      usd: 1,
      wallMs: 60_000,
      testMs: 10_000,
      testOutputBytes: 8000,
    },
    tools: [...ToolName.options],
    provider: { baseUrl: null, price: { inputPerMTok: 0.25, outputPerMTok: 2 } },
    ...change,
  });
}

export const done = {
  status: "done",
  summary: "It adds now",
  filesChanged: ["a lie"],
  testsRun: [],
  confidence: 0.9,
  unresolved: [],
  assumptions: [],
  question: null,
  policiesApplied: [],
};

export type Story = {
  result: AttemptResult;
  trace: ReadTrace;
  requests: Record<string, unknown>[];
  artifact: (path: string) => string;
  /** What the model was told after its tool calls, in order. */
  told: string[];
};

/** One attempt: the scripted model over HTTP, the real client, the real loop, the artifact read back from disk. */
export async function attempt(
  shop: Workshop,
  replies: readonly Reply[],
  change: Partial<Briefing> = {},
  more: Partial<WorkerJob> = {},
): Promise<Story> {
  await using model = await scriptedModel(replies);
  const artifact = mkdtempSync(join(tmpdir(), "artifact-"));
  const trace = openTrace(join(artifact, "trace.jsonl"), { run: "77", known: [apiKey] });
  try {
    const briefing = briefingOf(change);
    await runAttempt({
      briefing,
      baseSha: shop.base,
      workspace: shop.root,
      artifact,
      endpoint: connect({ apiKey, baseUrl: model.baseUrl }),
      trace,
      env: process.env,
      known: [apiKey],
      pause: async () => undefined,
      ...more,
    });
    const read = (path: string) => readFileSync(join(artifact, path), "utf8");
    const text = execFileSync("find", [artifact, "-type", "f", "-exec", "cat", "{}", "+"], {
      encoding: "utf8",
      maxBuffer: 1e8,
    });
    const files = new Map([["*", text]]);
    for (const path of execFileSync("find", [artifact, "-type", "f", "-printf", "%P\n"], { encoding: "utf8" })
      .trim()
      .split("\n")) {
      files.set(path, read(path));
    }
    return {
      result: AttemptResult.parse(JSON.parse(read("report.json"))),
      trace: parseTrace(read("trace.jsonl")),
      requests: model.requests(),
      artifact: (path) => files.get(path) ?? "",
      told: toldIn(model.requests()),
    };
  } finally {
    trace.close();
    rmSync(artifact, { recursive: true, force: true });
  }
}

function toldIn(requests: Record<string, unknown>[]): string[] {
  const last = requests.at(-1)?.["messages"] as { role: string; content: string }[] | undefined;
  return (last ?? []).filter(({ role }) => role === "tool").map(({ content }) => content);
}
