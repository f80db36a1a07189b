import type { HubContext } from "../context.ts";
import { notFound, Refusal } from "../errors.ts";
import { renderIssue } from "../render/issue.ts";
import { renderRepo } from "../render/repo.ts";
import type { Issue } from "../rows.ts";
import { timestamp } from "../state.ts";
import type { Author } from "./author.ts";
import { recordEvent } from "./history.ts";

export const MAX_CHILDREN = 100;
/** Counting the topmost issue; GitHub does not say whether it does, so the hub takes the stricter reading. */
export const MAX_LEVELS = 8;

/** Puts an issue under a parent. `child` may be any issue of the same owner; its *id* named it, never its number. */
export function addSubIssue(
  ctx: HubContext,
  parent: Issue,
  child: Issue,
  by: Author,
  replace: boolean,
): void {
  const old = ctx.state.issues.get(child.parentId);
  if (parent.subIssueIds.includes(child.id) || (old && !replace))
    throw refused("Issue may not contain duplicate sub-issues and Sub issue may only have one parent");
  if (parent.id === child.id || ancestors(ctx, parent).includes(child.id))
    throw refused("Sub issue may not be the parent issue or one of its parents");
  requireRoom(ctx, parent, height(ctx, child));
  if (old) removeSubIssue(ctx, old, child, by);
  const updatedAt = timestamp();
  const above = ctx.state.issues.patch(parent.id, {
    subIssueIds: [...parent.subIssueIds, child.id],
    updatedAt,
  });
  const below = ctx.state.issues.patch(child.id, { parentId: parent.id, updatedAt });
  announce(ctx, above, below, by, "added");
}

/** A parent takes a limited number of children, and a family tree a limited number of levels. */
export function requireRoom(ctx: HubContext, parent: Issue, levels: number): void {
  if (parent.subIssueIds.length >= MAX_CHILDREN)
    throw refused(`Parent cannot have more than ${MAX_CHILDREN} sub-issues`);
  if (ancestors(ctx, parent).length + 1 + levels > MAX_LEVELS)
    throw refused(`Parent cannot have more than ${MAX_LEVELS} layers of sub-issues`);
}

export function removeSubIssue(ctx: HubContext, parent: Issue, child: Issue, by: Author): void {
  if (!parent.subIssueIds.includes(child.id)) throw notFound();
  const updatedAt = timestamp();
  const subIssueIds = parent.subIssueIds.filter((id) => id !== child.id);
  const above = ctx.state.issues.patch(parent.id, { subIssueIds, updatedAt });
  const below = ctx.state.issues.patch(child.id, { parentId: null, updatedAt });
  announce(ctx, above, below, by, "removed");
}

/** Moves a child directly after or before one of its siblings. */
export function reprioritize(
  ctx: HubContext,
  parent: Issue,
  childId: number,
  place: { after?: number | undefined; before?: number | undefined },
): Issue {
  const sibling = place.after ?? place.before;
  const others = parent.subIssueIds.filter((id) => id !== childId);
  if (others.length === parent.subIssueIds.length)
    throw new Refusal(404, "The provided sub-issue does not exist");
  if (sibling === undefined || !others.includes(sibling) || (place.after && place.before))
    throw refused("Provide exactly one of after_id and before_id, the id of another sub-issue of this issue");
  others.splice(others.indexOf(sibling) + (place.after ? 1 : 0), 0, childId);
  return ctx.state.issues.patch(parent.id, { subIssueIds: others });
}

function ancestors(ctx: HubContext, issue: Issue): number[] {
  const parent = ctx.state.issues.get(issue.parentId);
  return parent ? [parent.id, ...ancestors(ctx, parent)] : [];
}

/** Levels from this issue down, itself counted. */
function height(ctx: HubContext, issue: Issue): number {
  return 1 + Math.max(0, ...issue.subIssueIds.map((id) => height(ctx, ctx.state.issues.must(id))));
}

const refused = (reason: string): Refusal =>
  new Refusal(422, `An error occurred while adding the sub-issue to the parent issue. ${reason}`);

function announce(ctx: HubContext, parent: Issue, child: Issue, by: Author, verb: "added" | "removed"): void {
  recordEvent(ctx, parent, by, `sub_issue_${verb}`);
  recordEvent(ctx, child, by, `parent_issue_${verb}`);
  const [above, below] = [ctx.state.repos.must(parent.repoId), ctx.state.repos.must(child.repoId)];
  const pair = {
    sub_issue_id: child.id,
    sub_issue: renderIssue(ctx, child),
    parent_issue_id: parent.id,
    parent_issue: renderIssue(ctx, parent),
  };
  const sender = by.user;
  const seenFromParent = { ...pair, sub_issue_repo: renderRepo(ctx, below) };
  const seenFromChild = { ...pair, parent_issue_repo: renderRepo(ctx, above) };
  ctx.emit({ name: "sub_issues", action: `sub_issue_${verb}`, repo: above, sender, payload: seenFromParent });
  ctx.emit({
    name: "sub_issues",
    action: `parent_issue_${verb}`,
    repo: below,
    sender,
    payload: seenFromChild,
  });
}
