import { blockingRules, type BranchRule } from "./branch-rules.ts";
import { epicBranch, leafBranch } from "./branch.ts";
import { isOwnWorkflow, SHIPPED_WORKFLOWS } from "./own-workflows.ts";
import { privilegedWorkflows } from "./privileged-workflows.ts";
import type { Config } from "./rules.ts";
import type { Problem } from "./tree.ts";
import { workflowRisks } from "./workflow-risks.ts";
import { triggersOf, workflowFires } from "./workflow-triggers.ts";

/** What was read of a repository before anything is planned in it. */
export type PreflightFacts = Readonly<{
  /** The repository's page. */
  htmlUrl: string;
  defaultBranch: string;
  /** Number of the root's issue. */
  issue: number;
  /** All workflow files of the default branch; `document` is the parsed YAML, `undefined` when it is none. */
  workflows: readonly Readonly<{ path: string; document: unknown }>[];
  /** Active rules that the App may not pass, for the epic branch and for the leaves' branches. */
  rules: Readonly<{ epic: readonly BranchRule[]; leaf: readonly BranchRule[] }>;
  config: Pick<Config, "ci" | "verify" | "checks">;
  /** The text of the workflows we bring, by path, for the prefilled link. */
  shipped: Readonly<Record<string, string>>;
}>;

/** `problems` empty: planning may start. `ci`: whose checks judge a leaf. `reached` names the workflows that a leaf's pull request starts. */
export type Preflight = Readonly<{ problems: Problem[]; ci: "own" | "verify"; reached: readonly string[] }>;

/** Judges design §6's preflight: what stands in the way, each with its remedy, before any model is called. */
export function judgePreflight(facts: PreflightFacts): Preflight {
  const reached = reachedWorkflows(facts);
  const risky = reached.flatMap(({ path, document }) => {
    const risks = workflowRisks(document);
    return risks.length > 0 ? [{ path, risks }] : [];
  });
  const ci =
    facts.config.ci ??
    (facts.config.verify !== undefined && (risky.length > 0 || reached.length === 0) ? "verify" : "own");
  const problems = [
    ...missingWorkflows(facts),
    ...silentCi(facts, ci, reached.length),
    ...riskyCi(facts, ci, risky),
    ...privileged(facts, ci === "own" ? reached : []),
    ...blockingRules(facts.rules.epic, "epic", facts),
    ...blockingRules(facts.rules.leaf, "leaf", facts),
  ];
  return { problems, ci, reached: reached.map(({ path }) => path) };
}

/** The repository's own workflows that start for a leaf's pull request into the epic, or for the push of its branch. */
function reachedWorkflows({ issue, workflows }: PreflightFacts): PreflightFacts["workflows"] {
  const headRef = leafBranch(issue, "fx-00000000", 1);
  return workflows.filter(
    ({ path, document }) =>
      !isOwnWorkflow(path) &&
      (workflowFires(triggersOf(document), {
        name: "pull_request",
        action: "opened",
        baseRef: epicBranch(issue),
        headRef,
      }).fires ||
        workflowFires(triggersOf(document), { name: "push", ref: `refs/heads/${headRef}` }).fires),
  );
}

function missingWorkflows({ workflows, htmlUrl, defaultBranch, shipped }: PreflightFacts): Problem[] {
  return SHIPPED_WORKFLOWS.flatMap((path): Problem[] => {
    const found = workflows.find((workflow) => workflow.path === path);
    if (found && workflowFires(triggersOf(found.document), { name: "workflow_dispatch" }).fires) return [];
    const what = found
      ? `${path} on ${defaultBranch} has no workflow_dispatch trigger`
      : `${path} is not on ${defaultBranch}`;
    const page = found
      ? editUrl(htmlUrl, defaultBranch, path)
      : newFileUrl(htmlUrl, defaultBranch, path, shipped[path]);
    return [
      {
        code: "workflow-missing",
        what,
        remedy: `Commit it there (the App may not write workflows): ${page}`,
      },
    ];
  });
}

/** CI that judges must speak. Another service than Actions cannot be seen from here; naming its checks says that there is one. */
function silentCi(facts: PreflightFacts, ci: "own" | "verify", reached: number): Problem[] {
  const { config, issue, workflows, htmlUrl, defaultBranch } = facts;
  const addVerify = "add `verify: <a command that must exit 0>` to .github/fractal.yml";
  if (ci === "verify") {
    if (config.verify !== undefined) return [];
    return [
      {
        code: "verify-missing",
        what: "`ci: verify` is set, and no command",
        remedy: capital(`${addVerify}.`),
      },
    ];
  }
  if (reached > 0 || config.checks.required.length > 0) return [];
  const epic = epicBranch(issue);
  const silent = workflows.filter(({ path }) => !isOwnWorkflow(path));
  const pulls = silent.flatMap(({ path, document }) => {
    const firing = workflowFires(triggersOf(document), {
      name: "pull_request",
      action: "opened",
      baseRef: epic,
    });
    return firing.fires || firing.reason.endsWith("has no pull_request")
      ? []
      : [{ path, reason: firing.reason }];
  });
  const other = `Or ${addVerify}, or name the checks of another service under checks.required.`;
  const first = pulls[0];
  if (first === undefined) {
    const remedy = `Let a workflow run on: pull_request. ${other}`;
    return [{ code: "no-ci", what: `No workflow runs for a pull request into ${epic}`, remedy }];
  }
  const what = `CI would not run for a pull request into ${epic}: ${pulls.map(({ path, reason }) => `${path} (${reason})`).join("; ")}`;
  const remedy = `Add 'fractal/**' to its branches: ${editUrl(htmlUrl, defaultBranch, first.path)} ${other}`;
  return [{ code: "ci-does-not-fire", what, remedy }];
}

/** A leaf's pull request holds code that a model wrote, and these would run it with a key in reach. */
function riskyCi(
  { config }: PreflightFacts,
  ci: "own" | "verify",
  risky: readonly { path: string; risks: string[] }[],
): Problem[] {
  if (risky.length === 0 || config.ci !== undefined || ci === "verify") return [];
  const named = risky.map(({ path, risks }) => `${path} (${risks.join(", ")})`).join("; ");
  return [
    {
      code: "secrets-in-reach",
      what: `Pull requests of Fractal hold code that a model wrote, and would run with secrets or write permissions in ${named}`,
      remedy:
        "Decide in .github/fractal.yml: `ci: own` to let them run all the same, or `ci: verify` with `verify: <command>` to be judged by that command alone.",
    },
  ];
}

/** These have the secrets whatever the commit says: leaving the judgement to a verify command does not keep them from running. */
function privileged(facts: PreflightFacts, started: PreflightFacts["workflows"]): Problem[] {
  const { config, issue, htmlUrl, defaultBranch } = facts;
  const found = privilegedWorkflows(facts.workflows, { issue, started });
  if (found.length === 0 || config.ci === "own") return [];
  const named = found.map(({ path, how }) => `${path} (${how})`).join("; ");
  const pages = found.map(({ path }) => editUrl(htmlUrl, defaultBranch, path)).join(" ");
  return [
    {
      code: "privileged-workflow",
      what: `Pull requests of Fractal hold code that a model wrote, and would start what runs with this repository's secrets: ${named}`,
      remedy: `Exclude fractal/** from its branches (\`branches-ignore: ['fractal/**']\`): ${pages} Or accept it with \`ci: own\` in .github/fractal.yml.`,
    },
  ];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** GitHub's editor refuses longer addresses. */
const URL_CHARS_MAX = 8000;

function newFileUrl(htmlUrl: string, branch: string, path: string, text: string | undefined): string {
  const page = `${htmlUrl}/new/${encodeURI(branch)}?filename=${encodeURIComponent(path)}`;
  const filled = text === undefined ? page : `${page}&value=${encodeURIComponent(text)}`;
  return filled.length <= URL_CHARS_MAX ? filled : page;
}

function editUrl(htmlUrl: string, branch: string, path: string): string {
  return `${htmlUrl}/edit/${encodeURI(branch)}/${encodeURI(path)}`;
}
