import { askPerson } from "./ask.ts";
import { askedBudgetUsd } from "./asked-budget.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./event.ts";
import { judgementOf } from "./judgement.ts";
import { labelHeard } from "./label-heard.ts";
import { onWishJudged } from "./on-people.ts";
import { onceMore } from "./resume.ts";
import type { Policy } from "./policy.ts";
import { RootFacts, Task } from "./tree.ts";
import { verifyCommand } from "./verify-command.ts";

/**
 * A labelled issue becomes the root's row. The same request again changes nothing. A later one, the label taken off and
 * put back, begins anew with the issue as it is now while nothing has been planned; after that it asks to go on.
 */
export function onRootRequested(draft: Draft, event: EventOf<"RootRequested">): void {
  const id = draft.tree.root;
  const known = draft.task(id)?.facts;
  const heard = labelHeard(known, event);
  if (heard === undefined) return;
  const labelDeliveries = heard.deliveries;
  if (known?.allowed === true && known.epicSha !== undefined)
    return draft.putFacts({ resumeAt: heard.at, resume: event.by, labelDeliveries });
  const facts = RootFacts.parse({
    ...known,
    owner: event.owner,
    repo: event.repo,
    issue: event.issue.number,
    requestedBy: event.by,
    requestedAt: heard.at,
    labelDeliveries,
    spec: event.body,
    // Whoever labels has a say, and need not have read all of what another wrote.
    budgetUsd: event.author === event.by ? askedBudgetUsd(event.body) : undefined,
    allowed: undefined,
    preflight: undefined,
  });
  draft.put(
    Task.parse({
      id,
      root: id,
      parent: null,
      index: 0,
      title: event.title,
      objective: event.title,
      type: "feature",
      size: "XL",
      risk: "low",
      acceptance: "",
      verify: null,
      files: [],
      needs: [],
      origin: "spec",
      status: "queued",
      comments: draft.task(id)?.comments,
      issue: event.issue,
      facts,
    }),
  );
}

export function onRequestSeen(draft: Draft): void {
  draft.noteFacts({ seen: true });
}

/** Of the person who labelled the issue, or who asked for changes in a review. */
export function onPermissionChecked(draft: Draft, event: EventOf<"PermissionChecked">): void {
  const { facts } = draft.root;
  const { review: id, allowed, resume, login } = event;
  if (event.wish !== undefined) return onWishJudged(draft, event);
  if (resume !== undefined) {
    if (facts.resume !== resume) return;
    draft.putFacts({ resume: undefined });
    if (allowed) onceMore(draft);
    return;
  }
  if (id === undefined) {
    const isMeant = (login ?? facts.requestedBy) === facts.requestedBy;
    return draft.noteFacts({ allowed: facts.allowed ?? (isMeant ? allowed : undefined) });
  }
  draft.noteFacts({
    reviews: facts.reviews.map((review) =>
      review.id === id && review.state === "asked" ? judged(review, event) : review,
    ),
  });
}

type Review = RootFacts["reviews"][number];

/** What a review is kept of, its lines included. */
const reviewCharsMax = 16_000;

/** What may be asked for is all that the review says, as a whole and on single lines; that may be nothing. */
function judged(review: Review, { allowed, words = "" }: EventOf<"PermissionChecked">): Review {
  if (!allowed) return { ...review, body: "", state: "refused" };
  const said = [review.body.trim(), words].filter((part) => part !== "").join("\n\n");
  const body = said.slice(0, reviewCharsMax);
  return { ...review, body, state: body === "" ? "silent" : "allowed" };
}

/** Looked at again after a restart. A tree that has begun keeps its base, and its configuration when the new one has faults. */
export function onPreflightDone(draft: Draft, event: EventOf<"PreflightDone">): void {
  const { preflight: known, epicSha } = draft.root.facts;
  const { problems, baseSha, defaultBranch, ci, config, prices } = event;
  const policies = policiesNow(draft, event.policies ?? []);
  const kept = {
    ...(policies.length > 0 && { policies }),
    ...(event.spent?.length && { retiring: event.spent }),
    ...(event.policyFaults?.length && { policyFaults: event.policyFaults }),
  };
  if (epicSha === undefined || known === undefined)
    return draft.noteFacts({
      preflight: { problems, baseSha, defaultBranch, ci },
      config,
      prices,
      budgetUsd: budgetOf(draft, config.budget.usd),
      ...kept,
    });
  if (!known.stale) return;
  const { stale: _stale, ...base } = known;
  if (problems.length > 0) draft.noteFacts({ preflight: { ...base, problems } });
  else
    draft.noteFacts({
      preflight: { ...base, problems, ci },
      config,
      prices,
      policies: undefined,
      policyFaults: undefined,
      ...kept,
    });
}

/** What another than who labelled it wrote into the issue may make the budget smaller, never larger. */
function budgetOf(draft: Draft, configured: number): number | undefined {
  const { budgetUsd, spec } = draft.root.facts;
  const asked = askedBudgetUsd(spec);
  return budgetUsd ?? (asked !== undefined && asked < configured ? asked : undefined);
}

/** Those of the default branch, and those that people accepted in this tree and that are not there yet. */
function policiesNow(draft: Draft, read: readonly Policy[]): Policy[] {
  const ids = new Set(read.map(({ id }) => id));
  const accepted = draft.all().flatMap(({ policy }) => {
    const isOurs = policy?.step === "accepted" || policy?.step === "filed";
    return isOurs && policy.policy && !ids.has(policy.policy.id) ? [policy.policy] : [];
  });
  return [...read, ...accepted];
}

export function onEpicEnsured(draft: Draft, event: EventOf<"EpicEnsured">): void {
  if (draft.root.facts.epicSha === undefined) draft.noteFacts({ epicSha: event.sha });
}

/** The default branch is in the epic: the last commit before a person reviews. */
export function onDefaultMerged(draft: Draft, event: EventOf<"DefaultMerged">): void {
  const { root } = draft;
  const n = draft.children(root.id).length;
  if (root.facts.defaultMerged || root.status !== "validating" || (event.n ?? n) !== n) return;
  if (event.outcome !== "conflict") return draft.noteFacts({ defaultMerged: true, epicSha: event.sha });
  const reason = "the default branch does not merge into the epic branch: merge it there by hand and push";
  askPerson(draft, root, { kind: "other", reason });
}

/** What is reviewed is judged anew: somebody pushed to the epic after it was whole. */
export function onEpicMoved(draft: Draft, event: EventOf<"EpicMoved">): void {
  const { root } = draft;
  const { facts } = root;
  if (root.status !== "validating" || facts.judgement === undefined || facts.judgement.sha === event.sha)
    return;
  const verify = facts.preflight?.ci === "verify" && verifyCommand(facts, root, "root") !== null;
  const judgement = judgementOf(event.sha, draft.rules.now, verify ? "verify" : "ask");
  draft.putFacts({ epicSha: event.sha, judgement, readyForReview: false });
}

/** Opened, or brought up to date: what is judged is the commit that the default branch was merged into. */
export function onRootPullRequestOpened(draft: Draft, event: EventOf<"RootPullRequestOpened">): void {
  const { root } = draft;
  const { facts } = root;
  const isAwaited = root.status === "validating" && facts.defaultMerged && facts.judgement === undefined;
  if (!isAwaited || facts.epicSha === undefined) return;
  const verify = facts.preflight?.ci === "verify" && verifyCommand(facts, root, "root") !== null;
  draft.noteFacts({
    pullRequest: event.pullRequest,
    reopens: undefined,
    judgement: judgementOf(facts.epicSha, draft.rules.now, verify ? "verify" : "ask"),
  });
}
