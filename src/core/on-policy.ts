import { isOpen } from "./attempt.ts";
import { leftUsd } from "./budget.ts";
import { modelOf } from "./caller.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./event.ts";
import { contradictions, PolicyFile, type Policy } from "./policy.ts";
import type { Distilled, PolicyDraft } from "./policy-draft.ts";
import type { Question } from "./question.ts";
import { isPaused } from "./readiness.ts";
import { reserveUsd } from "./reserves.ts";
import { hash53 } from "./task-id.ts";
import { TaskType } from "./task.ts";
import { tellsWhatLasts } from "./tells-what-lasts.ts";
import type { Task } from "./tree.ts";
import { addUsage, noUsage } from "./usage.ts";

/**
 * A person's answer in words may hold another time: a model is asked for the rule in it. What was answered by a rule, or says no more than
 * "again", is none. Without the money nothing is lost but the rule.
 */
export function proposePolicy(draft: Draft, task: Task, question: Question): void {
  const { answer, kind, title, summary, print } = question;
  if (answer === undefined || !isTelling(question)) return;
  // One at a time: what was offered, or is about to be, must not be taken from under a box.
  if (task.policy !== undefined && task.policy.step !== "none" && task.policy.step !== "filed") return;
  const reservedUsd = reserveOfRule(draft);
  if (reservedUsd > leftUsd(draft.tree)) return;
  const { by, words } = answer;
  const about = { title, summary, answer: words, by, ...(tellsWhatLasts({ kind }) && { print }) };
  const policy: PolicyDraft = { n: question.n, step: "distil", about, reservedUsd, contradicts: [] };
  const isHeld = isPaused(draft.tree, task);
  draft.put({ ...task, policy: isHeld ? { ...policy, step: "wanted", reservedUsd: 0 } : policy });
}

/** Its task goes on: the model is asked now, if the money for that is still there. */
export function askForRule(draft: Draft, task: Task): void {
  const reservedUsd = reserveOfRule(draft);
  const isPaid = reservedUsd <= leftUsd(draft.tree);
  const next = isPaid ? { step: "distil" as const, reservedUsd } : { step: "none" as const };
  draft.put({ ...task, ...(task.policy && { policy: { ...task.policy, ...next } }) });
}

function reserveOfRule({ root: { facts } }: Draft): number {
  return reserveUsd(facts, "distiller", modelOf(facts.config, "distiller")) ?? Infinity;
}

const kinds: readonly Question["kind"][] = ["clarify", "missing", "stuck", "other"];

function isTelling({ kind, options, answer }: Question): boolean {
  const picked = options.find(({ id }) => id === answer?.picked);
  return kinds.includes(kind) && (picked === undefined || picked.move.do === "guide");
}

/** The reply is paid whatever it says; a rule that is no rule is none. */
export function onPolicyDistilled(draft: Draft, event: EventOf<"PolicyDistilled">): void {
  const task = draft.task(event.task);
  const known = task?.policy;
  if (task === undefined || known?.n !== event.n || known.step !== "distil") return;
  const paid: Task = {
    ...task,
    planUsage: addUsage(task.planUsage ?? noUsage, event.usage),
    policy: { ...known, reservedUsd: 0, step: "none" },
  };
  const rule = event.distilled?.rules[0];
  const policy = rule && ruleOf(draft, { task, known }, rule, event.day);
  if (policy === undefined) return draft.put(paid);
  // What the model says of it, and what can be told without one.
  const contradicts = (draft.root.facts.policies ?? [])
    .filter((other) => rule?.contradicts.includes(other.id) || contradictions([other, policy]).length > 0)
    .map(({ id }) => id);
  draft.put({ ...paid, policy: { ...known, reservedUsd: 0, step: "proposed", policy, contradicts } });
}

function ruleOf(
  draft: Draft,
  { task, known }: { task: Task; known: PolicyDraft },
  rule: Distilled["rules"][number],
  since: string,
): Policy | undefined {
  const { owner, repo, issue } = draft.root.facts;
  const { by, answer, print } = known.about;
  const words = answer.trim().slice(0, 4000);
  const file = PolicyFile.safeParse({
    rule: rule.rule
      .trim()
      .split(/\s*\n\s*/)
      .slice(0, 2)
      .join("\n"),
    scope: {
      paths: rule.paths,
      types: rule.types.filter((type) => TaskType.safeParse(type).success),
    },
    ...(print !== undefined && words !== "" && { question: print, answer: words }),
    by,
    since,
    source: `https://github.com/${owner}/${repo}/issues/${task.issue?.number ?? issue}`,
  });
  return file.success ? { ...file.data, id: policyIdOf(file.data.rule, print ?? task.id) } : undefined;
}

/** Readable, and another for each question: `tokens-are-opaque-1k3`. */
export function policyIdOf(rule: string, print: string): string {
  const words = rule
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  const head = words.slice(0, 40).replace(/-+$/, "") || "rule";
  return `${head}-${hash53(`${print}/${rule}`).toString(36).slice(-4)}`;
}

/**
 * A person with write access ticked it, or said so: it holds for this tree at once, and a pull request offers it for all later ones.
 * @returns why not, in words for people
 */
export function acceptPolicy(draft: Draft, task: Task, n: number, by: string): string | undefined {
  const known = task.policy;
  if (known === undefined || known.n !== n || known.policy === undefined)
    return "there is no rule to accept here";
  if (known.step !== "proposed") return undefined;
  const { policies = [] } = draft.root.facts;
  draft.put({ ...task, policy: { ...known, step: "accepted", acceptedBy: by } });
  const others = policies.filter(({ id }) => id !== known.policy?.id);
  draft.putFacts({ policies: [...others, known.policy] });
  return undefined;
}

export function onPolicyFiled(draft: Draft, event: EventOf<"PolicyFiled">): void {
  const task = draft.task(event.task);
  if (task?.policy?.n !== event.n || task.policy.step !== "accepted") return;
  const pullRequest = event.pullRequest === undefined ? {} : { pullRequest: event.pullRequest };
  draft.note({ ...task, policy: { ...task.policy, step: "filed", ...pullRequest } });
}

/** Offered, or gone by now. */
export function onPoliciesRetired(draft: Draft): void {
  draft.noteFacts({ retiring: undefined });
}

export function onPolicyNoted(draft: Draft, event: EventOf<"PolicyNoted">): void {
  const task = draft.task(event.task);
  if (task?.policy?.n !== event.n) return;
  draft.note({ ...task, policy: { ...task.policy, noted: event.step } });
}

export function onPoliciesCounted(draft: Draft, event: EventOf<"PoliciesCounted">): void {
  const task = draft.task(event.task);
  if (task === undefined) return;
  const attempts = task.attempts.map((each) =>
    each.n === event.attempt && !isOpen(each) ? { ...each, counted: true } : each,
  );
  draft.note({ ...task, attempts });
}
