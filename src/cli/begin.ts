import { join } from "node:path";
import { stateOf } from "#src/core/needs-you.ts";
import { rootTaskId } from "#src/core/task-id.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import { type RunningApp, startApp } from "#src/orchestrator.ts";
import { NeedsHuman } from "#src/errors.ts";
import { Conversation, type ConversationParts } from "./conversation.ts";
import { copyInto } from "./exchange-branches.ts";
import { runJobs } from "./jobs.ts";
import { type LocalGithub, openLocalGithub, serveApp } from "./local-github.ts";
import { openQuestions } from "./open-question.ts";
import { policyNews } from "./policy-news.ts";
import type { Prepared } from "./prepare.ts";
import type { Progress } from "./progress.ts";
import { shippedWorkflows, standInNote } from "./shipped-workflows.ts";
import { sayAsPerson } from "./say-as-person.ts";
import { serving } from "./serving.ts";
import { openSpecIssue, type SpecIssue } from "./spec-issue.ts";

/** Hub, runner and App at work on one spec; disposed of, all of them have ended. */
export type Begun = Readonly<{
  /** The bare repository that holds what is made. */
  bare: string;
  tree: () => Tree;
  /** Nothing is under way, and nothing due but what a person must do. Rejects when the App had to stop. */
  atRest: Promise<void>;
}> &
  AsyncDisposable;

/** Whoever runs us is the hub's one person. */
const owner = "you";

/** Nobody has to wait on loopback: all checks of a commit are known as soon as it is pushed, and no question rings anywhere. */
const limits = { settleSecondsMin: 0, noChecksSecondsMax: 2, stickySecondsMin: 2, questionsFree: 1000 };

/** @throws NextStepError or TaskStoreError when it cannot begin; then nothing is left running */
export async function begin(
  prepared: Prepared,
  { home, env, progress }: { home: string; env: NodeJS.ProcessEnv; progress: Progress },
): Promise<Begun> {
  await using open = new AsyncDisposableStack();
  const { repository, data, spec } = prepared;
  progress.say(`working on ${repository.branch} of ${repository.dir}; tasks, inbox and trace are in ${data}`);
  for (const note of await standInNote(repository.read)) progress.say(note);
  const github = await openHub(prepared, home);
  open.defer(() => github.hub.close());
  await github.adopt(await copyInto(github.bare, repository, env));
  const place = { url: github.hub.url, token: github.token, owner, repo: repository.name };
  const issue = await openSpecIssue({ ...place, spec });
  const root = rootTaskId(`${owner}/${repository.name}`, issue.number);
  const comment = async (number: number, body: string) => {
    const id = await sayAsPerson(place, number, body);
    await github.hub.settled();
    return id;
  };
  const watched = watchRoot(root, { progress, answers: prepared.answers, comment });
  open.defer(watched.unwatch);
  const served = await serveApp(github.hub, github.privateKey, (probot) =>
    startApp(probot, { ...appOptions(prepared, home), ...watched.options }),
  );
  open.defer(() => served.close());
  const app = served.running;
  const runner = runJobs({ hub: github.hub, dir: join(data, "runner"), home, env });
  open.defer(() => runner.stop());
  open.defer(() => app.stop());
  // What was said since the last run comes before any new wish.
  await app.swept;
  await app.engine.caughtUp();
  const { answers, done } = prepared;
  await goOn(app.forest.tree(root), issue, { done, answers, progress });
  // What was just asked for is heard before anybody looks whether there is anything to do.
  await github.hub.settled();
  open.defer(serving(data, place));
  open.defer(watched.silence);
  watched.begin(app);
  const running = open.move();
  return {
    bare: github.bare,
    tree: () => app.forest.tree(root),
    atRest: watched.atRest,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function openHub(
  { repository, data, port, apiKey, endpoint }: Prepared,
  home: string,
): Promise<LocalGithub> {
  return openLocalGithub({
    dir: join(data, "hub"),
    home,
    owner,
    name: repository.name,
    defaultBranch: repository.branch,
    numbersAbove: repository.lastIssue,
    overlay: shippedWorkflows(home).files,
    secrets: { OPENAI_API_KEY: apiKey },
    variables: { OPENAI_BASE_URL: endpoint.baseUrl },
    port,
  });
}

function appOptions({ data, bd, endpoint, apiKey }: Prepared, home: string) {
  return {
    data,
    run: `${process.pid}-${Date.now().toString(36)}`,
    bd,
    endpoint,
    workerBaseUrl: null,
    limits,
    shipped: shippedWorkflows(home).files,
    secrets: [apiKey],
    sweepEveryMs: 15_000,
  };
}

/** Shows one root and notices when it has come to rest; other roots of the same data rest all the time. */
function watchRoot(
  root: string,
  { progress, ...saying }: { progress: Progress } & Pick<ConversationParts, "answers" | "comment">,
) {
  const end = Promise.withResolvers<void>();
  // Whoever waits hears of it; before anybody does it must not end the process.
  end.promise.catch(() => {});
  // Hub and runner work on their own: what fails in them with nobody waiting ends the run in order, too.
  process.on("uncaughtException", end.reject);
  let app: RunningApp | undefined;
  // After the step, when the engine knows what comes next.
  const again = () => void setImmediate(look);
  const conversation = new Conversation({ ...saying, progress, again, fail: end.reject });
  const news = policyNews(progress.say);
  function look(): void {
    const tree = app?.forest.tree(root);
    if (app === undefined || tree === undefined || tree.tasks.size === 0) return;
    progress.show(tree);
    news(tree);
    const isQuiet = app.engine.isQuiet(root);
    conversation.look(tree, isQuiet);
    if (isQuiet && !conversation.isBusy && stateOf(tree) !== "working") end.resolve();
  }
  return {
    atRest: end.promise,
    silence: () => conversation[Symbol.dispose](),
    unwatch: () => void process.off("uncaughtException", end.reject),
    options: {
      rests: (other: string) => other !== root,
      onStep: again,
      onFatal: end.reject,
    },
    begin: (running: RunningApp) => {
      app = running;
      again();
    },
  };
}

/** A tree that is there goes on by itself; without one the issue is labelled, which makes it. */
async function goOn(
  tree: Tree,
  issue: SpecIssue,
  { done, answers, progress }: Pick<Prepared, "done" | "answers"> & { progress: Progress },
): Promise<void> {
  for (const number of done) {
    refuseStranger(tree, number);
    await issue.closeAsDone(number);
  }
  if (tree.tasks.size === 0) return issue.ask();
  const { status, facts } = rootOf(tree);
  const question = openQuestions(tree).find(({ task }) => task.id === tree.root);
  const isAnswered = facts.heard?.some(({ state }) => state === "asked") === true;
  const isAsked = question !== undefined && (progress.ask !== undefined || answers?.has(question));
  // The same command again is the wish to have it tried again; a restart alone is none, and no question is put aside that has its answer.
  if (status === "needs_human" && !isAnswered && !isAsked) await issue.ask();
  // Not by its state: that is being looked at anew already.
  const isDone = status === "done" || facts.readyForReview;
  progress.say(
    isDone
      ? `this spec is done already, as issue #${issue.number}; looking whether anything has changed`
      : `going on with issue #${issue.number}, where it was`,
  );
}

function refuseStranger(tree: Tree, number: number): void {
  const tasks = [...tree.tasks.values()].filter(({ parent }) => parent !== null);
  if (tasks.some(({ issue }) => issue?.number === number)) return;
  const known = tasks.flatMap(({ issue, title }) => (issue ? [`#${issue.number} ${title}`] : []));
  throw new NeedsHuman(`issue #${number} is no task of this spec`, {
    hint:
      known.length === 0 ? "leave --done out: nothing was begun yet" : `its tasks are ${known.join(", ")}`,
  });
}
