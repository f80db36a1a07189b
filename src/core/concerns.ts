import type { TreeEvent } from "./event.ts";
import { nameInEvent } from "./names-of-task.ts";
import { surveyOf } from "./survey.ts";
import { rootOf, type Tree } from "./tree.ts";

/** Does this event from a repository speak about something in this tree? */
export function concerns(tree: Tree, repository: string, event: TreeEvent): boolean {
  const { facts } = rootOf(tree);
  if (`${facts.owner}/${facts.repo}`.toLowerCase() !== repository.toLowerCase()) return false;
  return surveyOf(tree).named(nameInEvent(event)).length > 0;
}
