import { fewNames } from "./few-reasons.ts";
import { covers, overlap } from "./owned-files.ts";
import type { ProposedChild, Proposal } from "./plan.ts";
import type { Limits } from "./rules.ts";
import { sizeRank } from "./task.ts";
import { depthOf, type Task, type Tree } from "./tree.ts";

export type Ruling =
  | { kind: "execute" }
  | { kind: "split" }
  | { kind: "clarify" }
  | { kind: "refuse"; reasons: string[] };

/** Is this proposal acceptable? Models propose, this decides; every refusal says what to propose instead. */
export function judgeProposal(tree: Tree, task: Task, proposal: Proposal, limits: Limits): Ruling {
  if (proposal.decision === "clarify")
    return proposal.questions.length > 0
      ? { kind: "clarify" }
      : { kind: "refuse", reasons: ["clarify needs at least one question that a person can answer"] };
  const reasons = [
    ...judgeSize(task, proposal),
    ...(proposal.decision === "execute"
      ? judgeExecute(task, proposal, limits)
      : judgeSplit(tree, task, proposal, limits)),
  ];
  if (proposal.questions.length > 0)
    reasons.push("open questions: decide clarify and ask them, or settle them and propose without questions");
  return reasons.length > 0 ? { kind: "refuse", reasons } : { kind: proposal.decision };
}

function judgeSize(task: Task, proposal: Proposal): string[] {
  if (task.parent === null || sizeRank(proposal.size) <= sizeRank(task.size)) return [];
  return [`size ${proposal.size} is above the ${task.size} its parent gave it`];
}

function judgeExecute(task: Task, proposal: Proposal, limits: Limits): string[] {
  const reasons: string[] = [];
  if (task.planning?.mustSplit === true) reasons.push("it failed as one piece: split it");
  if (sizeRank(proposal.size) > sizeRank("M"))
    reasons.push(`size ${proposal.size} is too large to execute: split it`);
  if (proposal.risk === "high")
    reasons.push("high risk: split it, or ask with clarify when it cannot be split");
  if (proposal.children.length > 0) reasons.push("execute takes no children");
  return [
    ...reasons,
    ...judgeLeaf("the task", proposal, limits),
    ...judgeScope("the task", task, proposal.files),
  ];
}

function judgeSplit(tree: Tree, task: Task, proposal: Proposal, limits: Limits): string[] {
  const { children } = proposal;
  const reasons: string[] = [];
  const depth = depthOf(tree, task) + 1;
  if (depth > limits.depthMax)
    reasons.push(`no level below ${limits.depthMax} is allowed: execute it or clarify`);
  if (children.length < 2) reasons.push("a split has at least two children");
  if (children.length > limits.childrenMax)
    reasons.push(`${children.length} children, at most ${limits.childrenMax}`);
  const nodes = tree.tasks.size + children.length;
  if (nodes > limits.nodesMax) reasons.push(`the tree would have ${nodes} tasks, at most ${limits.nodesMax}`);
  // Of more than there may be the first say enough.
  children.slice(0, limits.childrenMax).forEach((child, index) => {
    reasons.push(...judgeChild(child, index, { parent: proposal, depth, limits }));
    reasons.push(...judgeScope(named(child, index), task, child.files));
    reasons.push(...judgeSiblings(children, child, index));
  });
  return reasons;
}

function judgeChild(
  child: ProposedChild,
  index: number,
  at: { parent: Proposal; depth: number; limits: Limits },
): string[] {
  const who = named(child, index);
  const reasons: string[] = [];
  if (sizeRank(child.size) >= sizeRank(at.parent.size))
    reasons.push(`${who}: size ${child.size} is not below its parent's ${at.parent.size}`);
  if (placeholder.test(child.title.trim())) reasons.push(`${who}: a placeholder is no title`);
  const earlier = child.dependsOn.every((position) => position < index);
  if (!earlier) reasons.push(`${who}: dependsOn may only name earlier siblings (positions below ${index})`);
  const executes = sizeRank(child.size) <= sizeRank("M") && child.risk !== "high";
  if (executes) reasons.push(...judgeLeaf(who, child, at.limits));
  else if (at.depth >= at.limits.depthMax)
    reasons.push(
      `${who}: it would have to be split, but no level below ${at.limits.depthMax} is allowed: make it smaller`,
    );
  return reasons;
}

const placeholder =
  /^(tbd|todo|fixme|untitled|placeholder|\.\.\.|(sub)?task ?#?\d*|part ?#?\d*|step ?#?\d*|misc(ellaneous)?)$/i;

/** What every leaf needs: one acceptance criterion, a command that checks it, and few files. */
function judgeLeaf(
  who: string,
  leaf: { acceptance: string; verify: string | null; files: readonly string[]; size: Proposal["size"] },
  limits: Limits,
): string[] {
  const reasons: string[] = [];
  if (leaf.acceptance.trim() === "") reasons.push(`${who}: no acceptance criterion`);
  if (leaf.verify === null || leaf.verify.trim() === "")
    reasons.push(`${who}: no command that checks it (verify)`);
  if (leaf.files.length === 0) reasons.push(`${who}: name the files it owns`);
  const most = leaf.size === "M" ? limits.leafFilesMax * 2 : limits.leafFilesMax;
  if (leaf.files.length > most)
    reasons.push(`${who}: owns ${leaf.files.length} files, at most ${most}: split it`);
  return reasons;
}

/** A child's files lie within its parent's; the root, and a parent that named none, own everything. */
function judgeScope(who: string, parent: Task, files: readonly string[]): string[] {
  if (parent.parent === null || parent.files.length === 0) return [];
  const outside = files.filter((file) => !parent.files.some((owned) => covers(owned, file)));
  if (outside.length === 0) return [];
  const are = outside.length === 1 ? "is" : "are";
  return [
    `${who}: ${fewNames(outside, 1)} ${are} outside the files of its parent (${fewNames(parent.files, 10)})`,
  ];
}

function judgeSiblings(children: readonly ProposedChild[], child: ProposedChild, index: number): string[] {
  const before = reachable(children, child, index);
  return children.slice(0, index).flatMap((other, position) => {
    const reasons: string[] = [];
    const shared = child.files.find((file) => other.files.some((theirs) => overlap(theirs, file)));
    if (shared !== undefined && !before.has(position))
      reasons.push(
        `${named(child, index)}: shares ${shared} with child ${position}: add it to dependsOn, or divide the files`,
      );
    if (child.title.trim().toLowerCase() === other.title.trim().toLowerCase())
      reasons.push(`${named(child, index)}: the same title as child ${position}`);
    return reasons;
  });
}

/** The positions of all that must be done before it, directly or by way of others. */
function reachable(
  children: readonly ProposedChild[],
  child: ProposedChild,
  index: number,
  seen = new Set<number>(),
): Set<number> {
  for (const position of child.dependsOn) {
    const other = children[position];
    if (other === undefined || position >= index || seen.has(position)) continue;
    seen.add(position);
    reachable(children, other, position, seen);
  }
  return seen;
}

function named(child: ProposedChild, index: number): string {
  return `child ${index} "${child.title}"`;
}
