// What GitHub is asked for by one run of the demo: requests for each leaf by kind, beside those that are necessary; content writes for each
// leaf; and the writes of a run that finds everything as it shall be.
import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunResult } from "#src/views/result.ts";
import type { TraceLine } from "#src/core/trace-line.ts";
import { contentWrite, isWrite } from "#src/effects/github/content-write.ts";
import { readTrace } from "#src/effects/telemetry/read-trace.ts";

type Request = Readonly<{ method: string; path: string; status: number }>;

/** How often something had to be done that needs requests. */
type Needs = Readonly<{
  leaves: number;
  issues: number;
  edges: number;
  linked: number;
  dispatched: number;
  attempts: number;
  merged: number;
  readings: number;
  verified: number;
  plans: number;
  stickies: number;
}>;

/** One kind of request, and how many of it no way leads around. */
type Kind = Readonly<{ name: string; of: RegExp; necessary: (needs: Needs) => number; why: string }>;

const repo = "/repos/[^/]+/[^/]+";
const kind = (name: string, of: string, necessary: Kind["necessary"], why: string): Kind => ({
  name,
  of: new RegExp(`^(${of})(\\?.*)?$`),
  necessary,
  why,
});

const kinds: readonly Kind[] = [
  kind("issue: look for it", `GET ${repo}/issues/[^/]+/sub_issues`, (n) => n.issues, "none twice"),
  kind(
    "issue: look among all of ours",
    `GET ${repo}/issues\\?creator=.*`,
    (n) => n.issues,
    "it may hang nowhere yet",
  ),
  kind("issue: make and hang it", "POST /graphql", (n) => n.issues, "one mutation"),
  kind("issue: look for links", `GET ${repo}/issues/[^/]+/dependencies/.*`, (n) => n.linked, "none twice"),
  kind(
    "issue: link what it needs",
    `POST ${repo}/issues/[^/]+/dependencies/.*`,
    (n) => n.edges,
    "one an edge",
  ),
  kind(
    "issue: look before closing",
    `GET ${repo}/issues/([0-9]+|\\{issue_number\\})`,
    (n) => n.issues,
    "a person may have decided",
  ),
  kind("issue: close", `PATCH ${repo}/issues/[^/]+`, (n) => n.issues, "state and reason at once"),
  kind(
    "issue: labels",
    `(POST|DELETE|GET) ${repo}/(issues/[^/]+/)?labels.*`,
    () => 0,
    "only where a person is needed",
  ),
  kind("run: look for it", `GET ${repo}/actions/workflows/.*`, (n) => n.dispatched, "none twice"),
  kind("run: start", `POST ${repo}/actions/workflows/.*`, (n) => n.dispatched, ""),
  kind(
    "run: what it handed back",
    `GET ${repo}/actions/(runs/[^/]+/)?artifacts.*`,
    (n) => 2 * n.attempts,
    "list, download",
  ),
  kind("run: how it ended", `GET ${repo}/actions/(runs/[^/]+|jobs/.*)`, (n) => n.verified, ""),
  kind(
    "patch: read the base",
    `GET ${repo}/git/(trees|commits)/.*|GET ${repo}/contents/.*`,
    (n) => 2 * n.attempts + 2 * n.plans,
    "immutable ones once",
  ),
  kind(
    "patch: refs read",
    `GET ${repo}/git/ref/.*`,
    (n) => n.attempts + n.plans,
    "none twice; the epic's head",
  ),
  kind(
    "patch: tree, commit, branch",
    `POST ${repo}/git/.*`,
    (n) => 3 * n.attempts + 1,
    "and the epic's branch",
  ),
  kind("pull request: look", `GET ${repo}/pulls`, (n) => n.attempts + 1, "none twice"),
  kind("pull request: open", `POST ${repo}/pulls`, (n) => n.attempts + 1, "and the root's"),
  kind("pull request: read", `GET ${repo}/pulls/.*`, (n) => n.merged, "its head and state"),
  kind("pull request: merge", `PUT ${repo}/pulls/.*`, (n) => n.merged, ""),
  kind(
    "pull request: close",
    `PATCH ${repo}/pulls/.*`,
    (n) => n.attempts - n.merged,
    "of what ended otherwise",
  ),
  kind(
    "checks: read",
    `GET ${repo}/(commits/.*|actions/runs)`,
    (n) => 4 * n.readings,
    "suites, runs, checks, statuses",
  ),
  kind("checks: show", `POST ${repo}/statuses/.*`, (n) => n.verified, "the verify command's verdict"),
  kind(
    "root: sticky",
    `(PATCH|GET) ${repo}/issues/comments/.*`,
    (n) => n.stickies - 1,
    "one each stickySecondsMin at most",
  ),
];

export async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "fractal-bench-"));
  const first = run(folder);
  const before = requestsOf(folder);
  const needs = needsOf(first.lines, first.result);
  table(before, needs);
  contents(before, needs);
  run(folder);
  const again = requestsOf(folder).slice(before.length);
  const writes = again.filter(({ method, path }) => isWrite(method, path) && !path.startsWith("/app/"));
  console.log(`\na run that finds everything done: ${again.length} requests, ${writes.length} writes`);
}

function run(folder: string): { lines: readonly TraceLine[]; result: RunResult } {
  const args = ["scripts/demo.ts", "--json", "--think", "0", "--folder", folder];
  const demo = spawnSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  if (demo.status !== 0) throw new Error(`the demo ended with ${demo.status}`);
  return { lines: linesOf(folder), result: RunResult.parse(JSON.parse(demo.stdout)) };
}

function linesOf(folder: string): readonly TraceLine[] {
  return readTrace(join(folder, "data", "trace", "trace.jsonl")).lines;
}

function requestsOf(folder: string): Request[] {
  return linesOf(folder).flatMap((line) => {
    if (line.type !== "github_request") return [];
    const { method, path, status } = line.attrs;
    return [{ method, path: path.replace(/^https?:\/\/[^/]+/, ""), status }];
  });
}

function needsOf(lines: readonly TraceLine[], { totals }: RunResult): Needs {
  const events = lines.flatMap((line) => (line.type === "decision" ? [line.attrs] : []));
  const heard = (name: string) =>
    new Set(events.filter(({ event }) => event === name).map(({ said }) => JSON.stringify(said))).size;
  const judged = events.filter(
    ({ event, said }) => event === "ChecksRead" && ["passed", "failed"].includes(String(said["state"])),
  );
  const commits = new Set(judged.map(({ said }) => said["sha"])).size;
  const verified = heard("VerifyDispatched");
  const rows = new Set(events.flatMap(({ changes }) => changes.map(({ id }) => id)));
  const linked = new Map(
    events.flatMap(({ said }) =>
      said.type === "IssueMirrored"
        ? [[said["task"], Number(String(said["state"]).split("|")[2])] as const]
        : [],
    ),
  );
  return {
    leaves: totals.leaves,
    issues: rows.size - 1,
    edges: [...linked.values()].reduce((sum, each) => sum + each, 0),
    linked: [...linked.values()].filter((each) => each > 0).length,
    dispatched: heard("AttemptDispatched") + verified,
    attempts: heard("PatchPublished"),
    merged: heard("PullRequestMerged"),
    readings: commits - verified,
    verified,
    plans: heard("PlannerReplied"),
    stickies: heard("StickyWritten"),
  };
}

function table(requests: readonly Request[], needs: Needs): void {
  const left = new Set(requests);
  print(["requests", "in all", "per leaf", "necessary", ""]);
  let sum = 0;
  const row = (name: string, count: number, [necessary, why]: [number | undefined, string]) =>
    print([
      name,
      `${count}`,
      (count / needs.leaves).toFixed(1),
      necessary === undefined ? "-" : `${necessary}`,
      why,
    ]);
  for (const { name, of, necessary, why } of kinds) {
    const found = [...left].filter(({ method, path }) => of.test(`${method} ${path}`));
    for (const each of found) left.delete(each);
    sum += necessary(needs);
    row(name, found.length, [necessary(needs), why]);
  }
  row("root: once, and every sweep", left.size, [undefined, "by the clock, whatever the number of leaves"]);
  row("all", requests.length, [sum, ""]);
  const writes = requests.filter(({ method, path }) => isWrite(method, path, "mutation")).length;
  row("  of them writes", writes, [undefined, ""]);
}

/** What counts against GitHub's limit on creating content. */
function contents(requests: readonly Request[], needs: Needs): void {
  const all = requests.filter(({ method, path }) => contentWrite(method, path, "mutation") !== undefined);
  const { leaves, issues, edges, attempts, merged } = needs;
  const composites = issues - leaves;
  console.log();
  print(["content writes", "in all", "per leaf", "", ""]);
  const row = (name: string, count: number) => print([name, `${count}`, (count / leaves).toFixed(1), "", ""]);
  row("issue, pull request, merge", leaves + 2 * merged);
  row("pull requests of other attempts", attempts - merged);
  row("links of dependencies", edges);
  row("issues of composites", composites);
  row("of the root", all.length - issues - edges - attempts - merged);
  row("all", all.length);
}

function print([name = "", count = "", share = "", necessary = "", why = ""]: readonly string[]): void {
  console.log(
    `${name.padEnd(34)}${count.padStart(7)}${share.padStart(10)}${necessary.padStart(11)}  ${why}`.trimEnd(),
  );
}
