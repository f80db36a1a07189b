// The server under webhooks: `npm start` as a process of its own, busy with a tree of some fifty tasks, gets 200 signed deliveries a second.
// `node bench/webhooks.ts [seconds] [per second]` runs it alone.
import { createHmac } from "node:crypto";
import { once } from "node:events";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { openLocalGithub } from "#src/cli/local-github.ts";
import { shippedWorkflows } from "#src/cli/shipped-workflows.ts";
import { openSpecIssue } from "#src/cli/spec-issue.ts";
import { readTrace } from "#src/effects/telemetry/read-trace.ts";
import { asEnterprise, startServer } from "#test/ingress/server-process.ts";
import { pushSample } from "#test/scenarios/sample.ts";
import { plan } from "../examples/models/plan.ts";
import { type Script, startScriptedModel } from "../examples/scripted-model.ts";

const home = join(import.meta.dirname, "..");
const secret = "between us";
const owner = "ada";
const name = "timesheet";
const spec = { title: "Everything at once", body: "Fifty small things." };

type Load = Readonly<{ url: string; seconds: number; perSecond: number; issue: number }>;
type Answered = Readonly<{ id: string; status: number; ms: number }>;

export async function bench({ seconds = 20, perSecond = 200 } = {}): Promise<void> {
  await using open = new AsyncDisposableStack();
  const dir = mkdtempSync(join(tmpdir(), "fractal-webhooks-"));
  open.defer(() => rmSync(dir, { recursive: true, force: true }));
  const model = await startScriptedModel(fiftyTasks());
  open.defer(() => model.close());
  const github = await openLocalGithub({
    dir: join(dir, "hub"),
    home,
    owner,
    name,
    defaultBranch: "main",
    overlay: shippedWorkflows(home).files,
    secrets: { OPENAI_API_KEY: "k" },
    variables: { OPENAI_BASE_URL: model.url },
  });
  open.defer(() => github.hub.close());
  const at = { url: github.hub.url, token: github.token, owner };
  await pushSample({ ...at, name }, {}, join(dir, name));
  const { app, url } = await startServer({
    data: join(dir, "data"),
    hub: await asEnterprise(github.hub.url, open),
    key: github.privateKey,
    model: model.url,
    secret,
  });
  open.defer(() => void app.kill("SIGKILL"));
  github.hub.setWebhook(url, secret);
  const issue = await openSpecIssue({ ...at, repo: name, spec });
  await issue.ask();
  await sleep(2_000);

  const answers = await deliverAll({ url, seconds, perSecond, issue: issue.number });
  const cpuMs = cpuMsOf(app.pid);
  const stopping = performance.now();
  app.kill("SIGTERM");
  const [code] = (await once(app, "exit")) as [number | null];
  print(answers, { data: join(dir, "data"), code, cpuMs, stopMs: performance.now() - stopping });
}

function print(
  answers: readonly Answered[],
  end: { data: string; code: number | null; cpuMs: number; stopMs: number },
): void {
  const ms = answers.map((each) => each.ms).sort((a, b) => a - b);
  const at = (share: number) =>
    `${(ms[Math.min(ms.length - 1, Math.floor(ms.length * share))] ?? 0).toFixed(1)} ms`;
  const taken = new Set(answers.filter(({ status }) => status === 200).map(({ id }) => id));
  const inbox = readFileSync(join(end.data, "inbox", "inbox.jsonl"), "utf8");
  const kept = new Set(Array.from(inbox.matchAll(/^\{"(?:id|done)":"(bench-[^".]+)/gm), ([, id]) => id));
  const { lines } = readTrace(join(end.data, "trace", "trace.jsonl"));
  const accepted = lines.flatMap((line) => (line.type === "event" ? [String(line.attrs.delivery)] : []));
  const ours = accepted.filter((id) => id.startsWith("bench-"));
  const line = (what: string, value: string | number) =>
    console.log(`${what.padEnd(44)}${String(value).padStart(14)}`);
  line("deliveries answered", answers.length);
  line("  of them not with 200", answers.filter(({ status }) => status !== 200).length);
  line("p50", at(0.5));
  line("p99 (goal: under 1 s)", at(0.99));
  line("slowest", at(1));
  line("one fsynced line alone, p50 and p99", fsyncAlone(end.data));
  line("CPU of the server for each delivery", `${(end.cpuMs / answers.length).toFixed(1)} ms`);
  line("load of the machine, last minute", (loadavg()[0] ?? 0).toFixed(1));
  line("different ones taken", taken.size);
  line("  lost (taken, and not in the inbox)", [...taken].filter((id) => !kept.has(id)).length);
  line("  taken more than once", ours.length - new Set(ours).size);
  line("events of the App's own meanwhile", accepted.length - ours.length);
  line(`end after SIGTERM (exit ${end.code})`, `${(end.stopMs / 1000).toFixed(1)} s`);
}

/** User and system time of a process so far, where Linux tells it. */
function cpuMsOf(pid: number | undefined): number {
  const stat = `/proc/${pid}/stat`;
  if (!existsSync(stat)) return Number.NaN;
  const fields = readFileSync(stat, "utf8").split(") ")[1]?.split(" ") ?? [];
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

/** What the disk takes for one line by itself, at the same time and place. */
function fsyncAlone(dir: string): string {
  const fd = openSync(join(dir, "alone.jsonl"), "a");
  const ms = Array.from({ length: 200 }, () => {
    const started = performance.now();
    writeSync(fd, `${"x".repeat(300)}\n`);
    fsyncSync(fd);
    return performance.now() - started;
  }).sort((a, b) => a - b);
  closeSync(fd);
  return `${ms[100]?.toFixed(1)}, ${ms[198]?.toFixed(1)} ms`;
}

function fiftyTasks(): Script {
  const one = {
    objective: "Do it.",
    type: "feature",
    risk: "low",
    acceptance: "It works.",
    verify: "true",
  } as const;
  const whole = { acceptance: "It works.", verify: "true", files: ["src/**"] };
  const groups = Array.from({ length: 6 }, (_, n) => `Group number ${n}`);
  const leaves = (group: number) =>
    Array.from({ length: 7 }, (_, n) => ({
      ...one,
      title: `Leaf ${n} of group ${group}`,
      size: "S" as const,
      files: [`src/g${group}/l${n}.js`],
      dependsOn: [],
    }));
  const parts = groups.map((title, n) => ({
    ...one,
    title,
    size: "L" as const,
    files: [`src/g${n}/**`],
    dependsOn: [],
  }));
  return [
    { title: spec.title, plan: plan({ ...whole, size: "XL", children: parts }) },
    ...groups.map((title, n) => ({
      title,
      plan: plan({ ...whole, size: "L", files: [`src/g${n}/**`], children: leaves(n) }),
    })),
  ];
}

/** In a thread of its own, so that what the hub is busy with is not measured. */
async function deliverAll(load: Load): Promise<Answered[]> {
  const thread = new Worker(new URL(import.meta.url), { workerData: load });
  const [answers] = (await once(thread, "message")) as [Answered[]];
  await thread.terminate();
  return answers;
}

async function send({ url, seconds, perSecond, issue }: Load): Promise<Answered[]> {
  const started = performance.now();
  const sent: Promise<Answered>[] = [];
  for (let n = 0; n < seconds * perSecond; n += 1) {
    await sleep(Math.max(0, started + (n * 1000) / perSecond - performance.now()));
    // Every tenth is one that was delivered before.
    const id = n % 10 === 9 ? `bench-${n - 7}` : `bench-${n}`;
    sent.push(deliver(url, id, Number(id.slice(6)) % 2 === 0 ? statusOf(n) : editOf(issue)));
  }
  return Promise.all(sent);
}

async function deliver(
  url: string,
  id: string,
  { event, payload }: { event: string; payload: object },
): Promise<Answered> {
  const repository = {
    name,
    full_name: `${owner}/${name}`,
    owner: { login: owner },
    description: "x".repeat(6000),
  };
  const body = JSON.stringify({ ...payload, repository, sender: { login: owner }, installation: { id: 1 } });
  const headers = {
    "content-type": "application/json",
    "x-github-event": event,
    "x-github-delivery": id,
    "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
  };
  const started = performance.now();
  const status = await fetch(url, { method: "POST", body, headers }).then(
    async (answer) => (await answer.text(), answer.status),
    () => 0,
  );
  return { id, status, ms: performance.now() - started };
}

/** Of a commit that no tree knows. */
function statusOf(n: number) {
  return { event: "status", payload: { sha: n.toString(16).padStart(40, "0"), state: "success" } };
}

/** Of the root's issue: its lane decides. */
function editOf(number: number) {
  const issue = { number, id: number, node_id: "I", title: spec.title, body: spec.body, state: "open" };
  return { event: "issues", payload: { action: "edited", issue, changes: { body: { from: "" } } } };
}

if (!isMainThread && workerData !== null) {
  const { parentPort } = await import("node:worker_threads");
  parentPort?.postMessage(await send(workerData as Load), []);
} else if (import.meta.main) {
  const [seconds, perSecond] = process.argv.slice(2).map(Number);
  await bench({ ...(seconds !== undefined && { seconds }), ...(perSecond !== undefined && { perSecond }) });
}
