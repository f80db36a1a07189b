import type { Draft } from "./draft.ts";
import type { EventOf } from "./event.ts";
import type { ProposedChild, Proposal } from "./plan.ts";
import { judgeProposal } from "./sizing.ts";
import { childTaskId } from "./task-id.ts";
import type { Size } from "./task.ts";
import { Task } from "./tree.ts";
import { addUsage, noUsage } from "./usage.ts";

/** The planner's reply is one more event, and may be refused: then it is asked again with the reasons. */
export function onPlannerReplied(draft: Draft, event: EventOf<"PlannerReplied">): void {
  const task = draft.task(event.task);
  if (task?.planning === undefined || task.status !== "planning" || task.planning.ask !== event.ask) return;
  const paid: Task = {
    ...task,
    planUsage: addUsage(task.planUsage ?? noUsage, event.usage),
    planning: { ...task.planning, reservedUsd: 0 },
  };
  if (event.proposal === undefined)
    return refuse(draft, paid, [event.problem ?? "the reply was not the agreed JSON"]);
  const { limits } = draft.root.facts.config;
  const ruling = judgeProposal(draft.tree, task, event.proposal, limits);
  if (ruling.kind === "refuse") return refuse(draft, paid, ruling.reasons);
  if (ruling.kind === "clarify")
    return draft.put({
      ...paid,
      status: "needs_human",
      questions: event.proposal.questions,
      reason: event.proposal.questions.map(({ question }) => question).join(" · "),
    });
  if (ruling.kind === "execute") return acceptExecute(draft, paid, event.proposal, event.ask);
  acceptSplit(draft, paid, event.proposal.children, { proposal: event.proposal, cause: `plan/${event.ask}` });
}

function refuse(draft: Draft, task: Task, reasons: string[]): void {
  const { plannerAsksMax } = draft.root.facts.config.limits;
  const planning = task.planning;
  if (planning === undefined) return;
  const tries = planning.refusals.length + 1;
  const refusals = [...planning.refusals, reasons.join("; ")];
  if (tries >= plannerAsksMax)
    return draft.put({
      ...task,
      planning: { ...planning, refusals },
      status: "needs_human",
      reason: `no acceptable plan in ${tries} tries; the last was refused: ${reasons.join("; ")}`,
    });
  draft.put({ ...task, status: "blocked", planning: { ...planning, ask: planning.ask + 1, refusals } });
}

/** The root is always a composite: one that needs no split gets the whole spec as its only child. */
function acceptExecute(draft: Draft, task: Task, proposal: Proposal, ask: number): void {
  if (task.parent !== null)
    return draft.put({
      ...task,
      ...fieldsOf(proposal),
      size: proposal.size,
      files: proposal.files,
      verify: proposal.verify,
      status: "ready",
    });
  const child: ProposedChild = {
    title: task.title,
    objective: task.facts?.spec.slice(0, 4000) || task.objective,
    type: proposal.type,
    size: proposal.size,
    risk: proposal.risk,
    acceptance: proposal.acceptance,
    verify: proposal.verify,
    files: proposal.files,
    dependsOn: [],
  };
  acceptSplit(draft, task, [child], {
    proposal: { ...proposal, verify: null, size: above(proposal.size) },
    cause: `plan/${ask}`,
  });
}

function acceptSplit(
  draft: Draft,
  task: Task,
  children: readonly ProposedChild[],
  { proposal, cause }: { proposal: Proposal; cause: string },
): void {
  const ids = children.map((_, index) => childTaskId(task.id, cause, index));
  draft.put({
    ...task,
    ...fieldsOf(proposal),
    size: proposal.size,
    verify: proposal.verify,
    status: "split",
    reason: undefined,
  } as Task);
  children.forEach((child, index) => {
    const { dependsOn, ...fields } = child;
    draft.put(
      Task.parse({
        ...fields,
        id: ids[index],
        root: task.root,
        parent: task.id,
        index,
        needs: [...new Set(dependsOn)].map((position) => ids[position]),
        origin: "plan",
        status: "queued",
      }),
    );
  });
}

function fieldsOf(proposal: Proposal): Pick<Task, "type" | "risk" | "acceptance"> {
  return { type: proposal.type, risk: proposal.risk, acceptance: proposal.acceptance };
}

function above(size: Size): Size {
  return ({ XS: "S", S: "M", M: "L", L: "XL", XL: "XL" } as const)[size];
}
