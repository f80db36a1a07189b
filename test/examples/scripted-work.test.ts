import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Briefing, ToolName } from "#src/core/briefing.ts";
import { Proposal, type ProposedChild } from "#src/core/plan.ts";
import { Config } from "#src/core/rules.ts";
import { connect } from "#src/effects/llm/connect.ts";
import { openTrace } from "#src/effects/telemetry/trace.ts";
import { runAttempt } from "#src/worker/run.ts";
import { logReport } from "../../examples/models/log-report.ts";
import { timesheet } from "../../examples/models/timesheet.ts";
import { type Script, type ScriptedModel, startScriptedModel } from "../../examples/scripted-model.ts";
import { openSample, type Sample } from "./sample.ts";

const { limits } = Config.parse({});

test("timesheet: the real worker does every leaf; the first try at one passes its own check and fails CI", async () => {
  using sample = openSample("timesheet");
  const red = await doEveryLeaf(sample, timesheet, "npm run lint && npm test");
  expect(red).toEqual([
    {
      title: "Read the rate of an hour from the sheet",
      testsRun: [{ command: "node --test test/rates.test.js", exit: 0 }],
      output: expect.stringContaining('the sheet has no column "rate"'),
    },
  ]);

  writeFileSync(
    join(sample.folder, "march.csv"),
    "date,client,project,minutes,note,rate\n2026-03-02,Acme,Website,95,,85\n2026-03-04,Acme,Support,20,,95.50\n",
  );
  const spec = readFileSync(join(sample.folder, "spec.md"), "utf8");
  const [, command = "", printed = ""] = /^\$ (.*)\n([\s\S]*?)```/m.exec(spec) ?? [];
  expect(sample.run(command)).toEqual({ status: 0, output: printed });
});

test("log-report: the real worker does every leaf, and CI is green at once", async () => {
  using sample = openSample("log-report");
  expect(await doEveryLeaf(sample, logReport, "test/run.sh && TEST_SHELL=bash test/run.sh")).toEqual([]);
});

/** Runs the leaves in order, each attempt told of the last one's failure; answers with the attempts that CI did not accept. */
async function doEveryLeaf(sample: Sample, script: Script, ci: string) {
  expect(sample.run(ci)).toMatchObject({ status: 0 });
  const model = await startScriptedModel(script);
  const red: { title: string; testsRun: unknown; output: string }[] = [];
  try {
    for (const leaf of leavesOf(script)) {
      let failure = "";
      for (let n = 1; n === 1 || (failure !== "" && n <= 3); n += 1) {
        sample.run("git reset --quiet --hard && git clean --quiet -fd");
        const result = await work(sample, model, leaf, { n, failure });
        expect(result).toMatchObject({ outcome: "submitted" });
        const { status, output } = sample.run(ci);
        failure = status === 0 ? "" : output;
        if (status !== 0) red.push({ title: leaf.title, testsRun: result.report?.testsRun, output });
      }
      sample.commit();
    }
  } finally {
    await model.close();
  }
  for (const { plan } of script) {
    const { verify } = Proposal.parse(plan);
    expect({ verify, ...sample.run(verify ?? "false") }).toMatchObject({ verify, status: 0 });
  }
  return red;
}

/** One attempt in a checkout of its own, whose artifact is laid over the sample. */
async function work(
  sample: Sample,
  model: ScriptedModel,
  leaf: ProposedChild,
  attempt: { n: number; failure: string },
) {
  const folder = mkdtempSync(join(tmpdir(), "attempt-"));
  const workspace = join(folder, "workspace");
  const artifact = join(folder, "artifact");
  const baseSha = sample.run("git rev-parse HEAD").output.trim();
  sample.run(`git clone --quiet . ${workspace}`);
  const trace = openTrace(join(artifact, "trace.jsonl"), { run: "test" });
  try {
    const result = await runAttempt({
      briefing: briefingOf(leaf, attempt, model.url),
      baseSha,
      workspace,
      artifact,
      env: process.env,
      known: [],
      endpoint: connect({ apiKey: "unused", baseUrl: model.url }),
      trace,
    });
    cpSync(join(artifact, "files"), sample.folder, { recursive: true });
    return result;
  } finally {
    trace.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function briefingOf(
  leaf: ProposedChild,
  { n, failure }: { n: number; failure: string },
  url: string,
): Briefing {
  return Briefing.parse({
    v: 1,
    key: `task/${n}`,
    root: "root",
    task: { id: "task", title: leaf.title, objective: leaf.objective, size: leaf.size, type: leaf.type },
    attempt: { n, max: 3, model: "gpt-5-nano" },
    acceptance: leaf.acceptance,
    verify: leaf.verify,
    scope: {
      owned: leaf.files,
      protected: [],
      filesMax: limits.leafFilesMax,
      changedLinesMax: limits.leafChangedLinesMax,
      bytesMax: limits.leafBytesMax,
    },
    context: { spec: "The whole spec.", files: [], siblings: [] },
    policies: [],
    guidance: [],
    lastFailure: failure === "" ? null : { class: "check", digest: failure, patchSummary: "" },
    limits: {
      steps: limits.stepsMax,
      inputTokens: limits.attemptInputTokensMax,
      outputTokens: limits.attemptOutputTokensMax,
      replyTokens: 8000,
      usd: 0.1,
      wallMs: 60_000,
      testMs: 30_000,
      testOutputBytes: 20_000,
    },
    tools: ToolName.options,
    provider: { baseUrl: url, price: { inputPerMTok: 0.05, outputPerMTok: 0.4 } },
  });
}

function leavesOf(script: Script, plan: unknown = script[0]?.plan): ProposedChild[] {
  return Proposal.parse(plan).children.flatMap((child) => {
    const own = Proposal.parse(script.find(({ title }) => title === child.title)?.plan);
    return own.decision === "split" ? leavesOf(script, own) : [child];
  });
}
