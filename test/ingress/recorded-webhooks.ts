import { type Arrival } from "#src/ingress/inbox.ts";
import { readWebhook } from "#src/ingress/webhook.ts";
import { githubOpenApi } from "#test/github/openapi.ts";
import { startWorld, type World } from "#test/local/hub/world.ts";

type Fields = { [field: string]: unknown };

/** The fields that the tests look at, each in its own kind of payload. */
export type Payload = {
  sender: { login: string };
  issue: Fields;
  comment: Fields;
  pull_request: Fields;
  review: Fields;
  workflow_run: Fields;
  check_run?: Fields;
  check_suite?: Fields;
  sha?: string;
};

export const reader = { appLogin: "spec-bot[bot]", label: "fractal" };

export function read(name: string, payload: unknown): readonly Arrival[] {
  return readWebhook({ id: "d1", name, payload }, reader);
}

/** Webhooks as a hub sends them in a small life, by event and action. */
export type Recorded = Readonly<{
  names: readonly string[];
  payload: (name: string) => Payload;
  /** With other values, one level deep; what GitHub would not send is refused. */
  changed: (name: string, values: Fields) => Payload;
  /** With other values, whether GitHub would send them or not. */
  broken: (name: string, values: Fields) => unknown;
}>;

export async function recordWebhooks(): Promise<Recorded> {
  const recorded = await live();
  const payload = (name: string): Payload => {
    const found = recorded.get(name);
    if (found === undefined)
      throw new Error(`no ${name} was recorded, only ${[...recorded.keys()].join(", ")}`);
    return found;
  };
  const broken = (name: string, values: Fields): Payload => ({
    ...payload(name),
    ...laidOver(payload(name), values),
  });
  return {
    names: [...recorded.keys()],
    payload,
    broken,
    changed: (name, values) => {
      const other = broken(name, values);
      const violations = githubOpenApi().webhook(eventOf(name), other);
      if (violations.length > 0) throw new Error(violations.join("\n"));
      return other;
    },
  };
}

export function eventOf(name: string): string {
  return name.split(/[. ]/)[0] ?? "";
}

function laidOver(of: Fields, values: Fields): Fields {
  const isObject = (value: unknown): value is Fields =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const before = of[name];
      return [
        name,
        isObject(before) && isObject(value) && name !== "changes" ? { ...before, ...value } : value,
      ];
    }),
  );
}

/** By event and action, the first of each. */
async function live(): Promise<Map<string, Payload>> {
  await using world = await startWorld();
  await liveAnIssue(world);
  await liveAConversation(world);
  await liveAPullRequest(world);
  const recorded = new Map<string, Payload>();
  for (const { event, payload } of await world.webhooks()) {
    const told = payload as unknown as Payload;
    const name = payload.action === undefined ? event : `${event}.${payload.action}`;
    const isMerged = event === "pull_request" && told.pull_request["merged"] === true;
    const isEcho = ["issues", "issue_comment"].includes(event) && told.sender.login === reader.appLogin;
    const key = isMerged ? `${name} merged` : isEcho ? `${name} by the App` : name;
    if (!recorded.has(key)) recorded.set(key, told);
  }
  return recorded;
}

async function liveAnIssue({ ada, at, asApp }: World): Promise<void> {
  const { data } = await ada.rest.issues.create({ ...at, title: "A spec", body: "Do it" });
  const one = { ...at, issue_number: data.number };
  await ada.rest.issues.addLabels({ ...one, labels: ["fractal"] });
  await ada.rest.issues.removeLabel({ ...one, name: "fractal" });
  await ada.rest.issues.update({ ...one, body: "Do it well" });
  await ada.rest.issues.update({ ...one, state: "closed", state_reason: "completed" });
  await ada.rest.issues.update({ ...one, state: "open" });
  await asApp().rest.issues.update({ ...one, body: "Do it better" });
}

/** ada speaks, we ask, bob ticks, and we show that it was heard. */
async function liveAConversation({ ada, bob, at, asApp }: World): Promise<void> {
  const on = { ...at, issue_number: 1 };
  const { data: words } = await ada.rest.issues.createComment({ ...on, body: "/fractal status" });
  const box = (mark: string) => `Up or down?\n\n- [${mark}] <!-- fractal:tick question/fx-1/1/a --> Up`;
  const { data: asked } = await asApp().rest.issues.createComment({ ...on, body: box(" ") });
  await bob.rest.issues.updateComment({ ...at, comment_id: asked.id, body: box("x") });
  await asApp().rest.issues.updateComment({ ...at, comment_id: asked.id, body: "Up." });
  await ada.rest.issues.deleteComment({ ...at, comment_id: words.id });
}

async function liveAPullRequest(world: World): Promise<void> {
  const { ada, bob, at, asApp } = world;
  const workflow = "on: pull_request\njobs: { a: { runs-on: ubuntu-latest, steps: [{ run: echo a }] } }\n";
  await world.firstPush({ "README.md": "# Demo\n", ".github/workflows/ci.yml": workflow });
  const app = asApp().rest;
  const { data: base } = await app.git.getRef({ ...at, ref: "heads/main" });
  const { data: tree } = await app.git.createTree({
    ...at,
    base_tree: base.object.sha,
    tree: [{ path: "a.txt", mode: "100644", content: "a\n" }],
  });
  const { data: commit } = await app.git.createCommit({
    ...at,
    message: "A",
    tree: tree.sha,
    parents: [base.object.sha],
  });
  const { sha } = commit;
  await app.git.createRef({ ...at, ref: "refs/heads/topic", sha });
  const { data: pull } = await app.pulls.create({ ...at, title: "Add a", head: "topic", base: "main" });
  const two = { ...at, pull_number: pull.number };
  await bob.rest.pulls.createReview({ ...two, event: "REQUEST_CHANGES", body: "Say what it costs" });
  await ada.rest.pulls.update({ ...two, state: "closed" });
  await ada.rest.pulls.update({ ...two, state: "open" });
  const { data: run } = await app.checks.create({
    ...at,
    name: "plan",
    head_sha: sha,
    status: "in_progress",
  });
  await app.checks.update({ ...at, check_run_id: run.id, conclusion: "success" });
  await app.repos.createCommitStatus({ ...at, sha, state: "success", context: "verify" });
  await app.pulls.merge({ ...two, sha });
}
