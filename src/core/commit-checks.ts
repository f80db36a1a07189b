import { isOwnWorkflow, OWN_STATUS } from "./own-workflows.ts";

/** Everything GitHub knows about one exact commit that could be a judgement of it, as the four APIs give it. */
export type CommitChecks = Readonly<{
  suites: readonly Readonly<{ id: number; app: string; status: string; runs: number }>[];
  checkRuns: readonly Run[];
  runs: readonly (Run & Readonly<{ path: string }>)[];
  statuses: readonly Readonly<{ context: string; state: string; url: string | undefined }>[];
}>;

/** A check run, or a workflow run. */
type Run = Readonly<{
  id: number;
  suiteId: number | undefined;
  name: string;
  status: string;
  conclusion: string | undefined;
  url: string | undefined;
}>;

/** `conclusion` is GitHub's word; of what has not ended it is the status, of a required check that never came `missing`. */
export type VerdictCheck = Readonly<{
  name: string;
  conclusion: string;
  url?: string;
  /** `check`: a check run (of Actions: a job, by the same id); `run`: a workflow run without any; `suite`: of another App. */
  kind: "check" | "run" | "suite" | "status" | "missing";
  id?: number;
}>;

/** All that spoke or will speak about a commit, our own workflows and statuses left out. */
export function commitChecks(facts: CommitChecks): VerdictCheck[] {
  return (
    withoutSuperseded([...checks(facts), ...runs(facts), ...suites(facts), ...statuses(facts)])
      // The jobs of a green run have spoken.
      .filter((check) => check.kind !== "run" || !isQuiet(check))
  );
}

/** What a conclusion means for the verdict. */
export type Kind = "good" | "idle" | "bad" | "infra" | "approval" | "waiting" | "missing";
const KINDS: Readonly<Record<string, Kind>> = {
  success: "good",
  neutral: "idle",
  skipped: "idle",
  failure: "bad",
  error: "bad",
  timed_out: "bad",
  cancelled: "infra",
  startup_failure: "infra",
  stale: "infra",
  action_required: "approval",
  missing: "missing",
};

export function kindOf({ conclusion }: VerdictCheck): Kind {
  return KINDS[conclusion] ?? "waiting";
}

function isQuiet(check: VerdictCheck): boolean {
  return ["good", "idle"].includes(kindOf(check));
}

/** A job that was cancelled because the same job ran again on this commit says nothing. */
function withoutSuperseded(all: readonly VerdictCheck[]): VerdictCheck[] {
  const spoke = new Set(all.filter((check) => kindOf(check) !== "infra").map(({ name }) => name));
  return all.filter((check) => kindOf(check) !== "infra" || !spoke.has(check.name));
}

function ownSuites({ runs }: CommitChecks): Set<number | undefined> {
  return new Set(runs.filter(({ path }) => isOwnWorkflow(path)).map(({ suiteId }) => suiteId));
}

function checks(facts: CommitChecks): VerdictCheck[] {
  const own = ownSuites(facts);
  return facts.checkRuns
    .filter(({ suiteId }) => suiteId === undefined || !own.has(suiteId))
    .map((run) => checkOf("check", run));
}

/** A run speaks for itself while it goes on (its next jobs have no check yet), and when it is red without a red job. */
function runs(facts: CommitChecks): VerdictCheck[] {
  const explained = new Set(
    checks(facts)
      .filter((check) => !isQuiet(check))
      .map(({ id }) => facts.checkRuns.find((run) => run.id === id)?.suiteId),
  );
  return facts.runs
    .filter(({ path, suiteId }) => !isOwnWorkflow(path) && !explained.has(suiteId))
    .map((run) => checkOf("run", run));
}

function checkOf(kind: "check" | "run", { id, name, status, conclusion = status, url }: Run): VerdictCheck {
  return { name, conclusion, id, kind, ...link(url) };
}

function suites(facts: CommitChecks): VerdictCheck[] {
  const actions = new Set(facts.runs.map(({ suiteId }) => suiteId));
  return facts.suites
    .filter(({ id, runs, status }) => !actions.has(id) && runs > 0 && status !== "completed")
    .map(({ id, app, status }) => ({ name: app, conclusion: status, kind: "suite", id }));
}

function statuses(facts: CommitChecks): VerdictCheck[] {
  return facts.statuses
    .filter(({ context }) => context !== OWN_STATUS)
    .map(({ context, state, url }) => ({
      name: context,
      conclusion: state,
      kind: "status" as const,
      ...link(url),
    }));
}

function link(url: string | undefined): { url?: string } {
  return url === undefined ? {} : { url };
}
