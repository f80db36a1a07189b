import { considerApproval } from "./approval.ts";
import { askPerson } from "./ask.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./event.ts";
import { fewReasons } from "./few-reasons.ts";
import type { ProposedChild, Proposal } from "./plan.ts";
import { shareOut } from "./shares.ts";
import { judgeProposal } from "./sizing.ts";
import { childTaskId } from "./task-id.ts";
import { sizeAbove } from "./task.ts";
import { Task } from "./tree.ts";
import type { Planning } from "./planning.ts";
import { addUsage, noUsage } from "./usage.ts";

/** A task whose planner has answered: the call is paid. */
type Planned = Task & { planning: Planning };

/** The planner's reply is one more event, and may be refused: then it is asked again with the reasons. */
export function onPlannerReplied(draft: Draft, event: EventOf<"PlannerReplied">): void {
  const task = draft.task(event.task);
  if (task?.planning === undefined || task.status !== "planning" || task.planning.ask !== event.ask) return;
  const paid: Planned = {
    ...task,
    planUsage: addUsage(task.planUsage ?? noUsage, event.usage),
    planning: { ...task.planning, reservedUsd: 0 },
  };
  const { proposal } = event;
  if (proposal === undefined)
    return refuse(draft, paid, [event.problem ?? "the reply was not the agreed JSON"]);
  const { limits } = draft.root.facts.config;
  const ruling = judgeProposal(draft.tree, task, proposal, limits);
  switch (ruling.kind) {
    case "refuse":
      return refuse(draft, paid, ruling.reasons);
    case "clarify":
      return clarify(draft, paid, proposal);
    case "execute":
      return acceptExecute(draft, paid, proposal);
    default:
      return acceptSplit(draft, paid, { proposal, children: proposal.children });
  }
}

function refuse(draft: Draft, task: Planned, reasons: string[]): void {
  const { plannerAsksMax } = draft.root.facts.config.limits;
  const { planning } = task;
  const words = fewReasons(reasons);
  const refusals = [...planning.refusals, words];
  if (refusals.length < plannerAsksMax)
    return draft.put({
      ...task,
      planning: { ...planning, ask: planning.ask + 1, refusals },
      status: "blocked",
    });
  const tries = `no acceptable plan in ${refusals.length} tries`;
  askPerson(
    draft,
    { ...task, planning: { ...planning, refusals } },
    { kind: "other", reason: `${tries}; the last was refused: ${words}` },
  );
}

/** Found before anything is spent on it: what does not depend on it goes on. */
function clarify(draft: Draft, task: Planned, { questions }: Proposal): void {
  const reason = questions.map(({ question }) => question).join(" · ");
  askPerson(draft, { ...task, questions }, { kind: "clarify", reason });
}

/** The root is always a composite: one that needs no split gets the whole spec as its only child. */
function acceptExecute(draft: Draft, task: Planned, proposal: Proposal): void {
  if (task.parent !== null) {
    const { files } = proposal;
    return draft.put({ ...task, ...fieldsOf(proposal), files, status: "ready", reason: undefined });
  }
  const { type, size, risk, acceptance, verify, files } = proposal;
  const objective = draft.root.facts.spec.slice(0, 4000) || task.objective;
  const whole = { title: task.title, objective, type, size, risk, acceptance, verify, files, dependsOn: [] };
  acceptSplit(draft, task, {
    proposal: { ...proposal, verify: null, size: sizeAbove(size) },
    children: [whole],
  });
}

/** The children's ids follow from the parent and the call, so that a plan applied twice is applied once. */
function acceptSplit(
  draft: Draft,
  task: Planned,
  { proposal, children }: { proposal: Proposal; children: readonly ProposedChild[] },
): void {
  const idAt = (index: number) => childTaskId(task.id, `plan/${task.planning.ask}`, index);
  draft.put({ ...task, ...fieldsOf(proposal), status: "split", reason: undefined });
  children.forEach(({ dependsOn, ...fields }, index) =>
    draft.put(
      Task.parse({
        ...fields,
        id: idAt(index),
        root: task.root,
        parent: task.id,
        index,
        needs: [...new Set(dependsOn)].map(idAt),
        origin: "plan",
        status: "queued",
      }),
    ),
  );
  shareOut(draft, task.id);
  considerApproval(draft);
}

function fieldsOf(proposal: Proposal): Pick<Task, "type" | "size" | "risk" | "acceptance" | "verify"> {
  const { type, size, risk, acceptance, verify } = proposal;
  return { type, size, risk, acceptance, verify };
}
