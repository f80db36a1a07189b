import { type CommitChecks, commitChecks, type Kind, kindOf, type VerdictCheck } from "./commit-checks.ts";

/**
 * `none` is never green: nothing ran, or all was skipped. Why a verdict is not green: `check`, red by what it found; `infra`, cancelled or
 * never started, which says nothing about the commit; `approval`, a person must let it run.
 */
export type Verdict = Readonly<{
  state: "passed" | "failed" | "pending" | "none";
  cause?: "check" | "infra" | "approval";
  checks: readonly VerdictCheck[];
  /** The red ones: whose logs to read. */
  failing: readonly VerdictCheck[];
}>;

/**
 * What CI says of a commit: the required checks when any are named, else everything that ran, our own workflows and statuses left out.
 * A suite without runs is ignored: GitHub makes one per push for every App, and it stays queued for ever.
 */
export function verdictOf(facts: CommitChecks, required: readonly string[] = []): Verdict {
  const all = commitChecks(facts);
  if (required.length === 0) return combine(all, false);
  const workflows = new Map(facts.runs.map(({ suiteId, name }) => [suiteId, name]));
  const suiteOf = new Map(facts.checkRuns.map(({ id, suiteId }) => [id, suiteId]));
  const isCalled = ({ name, kind, id = 0 }: VerdictCheck, wanted: string) =>
    name === wanted || (kind === "check" && `${workflows.get(suiteOf.get(id))} / ${name}` === wanted);
  const named = all.filter((check) => required.some((wanted) => isCalled(check, wanted)));
  const missing = required
    .filter((wanted) => !named.some((check) => isCalled(check, wanted)))
    .map((name): VerdictCheck => ({ name, conclusion: "missing", kind: "missing" }));
  return combine(
    [...named, ...missing],
    all.some((check) => kindOf(check) === "waiting"),
  );
}

/** What one run of ours says, such as that of fractal-verify.yml. */
export function verdictOfRun(run: {
  name: string;
  status: string;
  conclusion: string | undefined;
  url?: string;
  id: number;
}): Verdict {
  const { name, status, conclusion = status, url, id } = run;
  return combine([{ name, conclusion, kind: "run", id, ...(url !== undefined && { url }) }], false);
}

/** Whether something that is not required still runs, after which a missing one may come. */
function combine(checks: readonly VerdictCheck[], othersRun: boolean): Verdict {
  const of = (kind: Kind) => checks.filter((check) => kindOf(check) === kind);
  const bad = of("bad");
  if (bad.length > 0) return { state: "failed", cause: "check", checks, failing: bad };
  if (of("approval").length > 0) return { state: "pending", cause: "approval", checks, failing: [] };
  if (of("waiting").length > 0) return { state: "pending", checks, failing: [] };
  const missing = of("missing").length > 0;
  if (missing && othersRun) return { state: "pending", checks, failing: [] };
  const lost = of("infra");
  if (lost.length > 0) return { state: "failed", cause: "infra", checks, failing: lost };
  return { state: missing || of("good").length === 0 ? "none" : "passed", checks, failing: [] };
}
