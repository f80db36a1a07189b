import { needsYou } from "#src/core/needs-you.ts";
import { isAnsweredUnasked } from "#src/core/question-state.ts";
import { isClosed } from "#src/core/task.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import type { Comment } from "#src/local/hub/rows.ts";
import type { HubState } from "#src/local/hub/state.ts";
import { askedIn } from "./asked.ts";
import { decidedIn } from "./decided.ts";
import { touched } from "./finding.ts";
import { type Remains, treesIn } from "./rows.ts";

/**
 * I8: what is asked stands on its issue with all its boxes, and under “Needs you”; what is not asked any more has none; and no comment asks
 * what no row knows of.
 */
export function questionsShown(remains: Remains): string[] {
  const shown = commentsIn(remains.state);
  return [
    ...treesIn(remains).flatMap((tree) =>
      [...tree.tasks.values()].flatMap((task) =>
        remains.edited.has(task.id) ? [] : faultsOf(tree, task, { shown, state: remains.state }),
      ),
    ),
    ...strays(remains, shown),
  ];
}

type Shown = ReadonlyMap<string, Comment>;

const marker = /^<!-- fractal:question key=(\S+) v=1 -->/;
const box = /^- \[[ x]\] <!-- fractal:tick question\/(\S+) -->/gm;

function commentsIn({ comments, issues }: HubState): Shown {
  const ours = comments.filter(({ viaApp, issueId }) => viaApp && issues.get(issueId)?.deleted === false);
  return new Map(
    ours.flatMap((comment) => {
      const key = marker.exec(comment.body)?.[1];
      return key === undefined ? [] : [[key, comment] as const];
    }),
  );
}

function faultsOf(tree: Tree, task: Task, { shown, state }: { shown: Shown; state: HubState }): string[] {
  const { question } = task;
  if (question === undefined || isStuck(tree, task, state)) return [];
  const key = `${task.id}/question/${question.n}`;
  const comment = shown.get(key);
  const boxes = [...(comment?.body ?? "").matchAll(box)].map(([, name]) => name);
  const isOpen = question.answer === undefined && !isClosed(rootOf(tree).status);
  if (!isOpen) return boxes.length === 0 ? [] : [`${key} asks on, and it is answered`];
  if (question.as !== undefined || question.askedAt === undefined) return [];
  if (comment === undefined) return [`${key} is asked in no comment`];
  const wanted = question.options.map(({ id }) => `${task.id}/${question.n}/${id}`);
  return [
    ...(comment.issueId === task.issue?.id ? [] : [`${key} is asked on another issue`]),
    ...(boxes.join() === wanted.join() || isMangled(comment, state)
      ? []
      : [`${key} has the boxes ${boxes.join()}, not ${wanted.join()}`]),
    ...(isListed(tree, comment, state) ? [] : [`${key} is not under “Needs you”`]),
  ];
}

/** A person who may write took boxes out of it: it stays as they left it until it is answered. */
function isMangled({ editorId, lastEditedAt }: Comment, { users }: HubState): boolean {
  return lastEditedAt !== null && editorId !== null && users.must(editorId).type !== "Bot";
}

/** Its issue is gone, or what would show it waits for a person itself. */
function isStuck(tree: Tree, { id, issue, trouble }: Task, state: HubState): boolean {
  const row = issue && state.issues.get(issue.id);
  const root = state.issues.get(rootOf(tree).issue?.id ?? 0);
  if (row === undefined || row.deleted || root?.deleted === true) return true;
  const keys = [...trouble, ...rootOf(tree).trouble].flatMap((each) =>
    each.retryAt === undefined ? [each.key] : [],
  );
  return keys.some((key) => key.startsWith(`${id}/question`) || key === `${tree.root}/sticky`);
}

/** Only the first ten have lines of their own; what is asked of the money is told with its numbers. */
function isListed(tree: Tree, { id, body, issueId }: Comment, state: HubState): boolean {
  const needs = needsYou(tree);
  if (needs.length > 10 || body.includes("/fractal budget")) return true;
  const root = rootOf(tree).facts.issue;
  const sticky = state.comments.find(
    (each) => each.viaApp && each.body.startsWith(`<!-- fractal:tree root=${tree.root} `),
  );
  const [, list = ""] = sticky?.body.split("> **Needs you**") ?? [];
  const { number } = state.issues.must(issueId);
  return list.includes(`../issues/${number}#issuecomment-${id}`) || (number === root && needs.length === 0);
}

/** Comments that ask what was never decided to be asked, or what is none of the tasks' questions any more. */
function strays(remains: Remains, shown: Shown): string[] {
  const known = new Set(askedIn(remains).map(({ task, n }) => `${task}/question/${n}`));
  for (const step of decidedIn(remains))
    for (const { id, question } of touched(step))
      if (question !== undefined && isAnsweredUnasked(question)) known.add(`${id}/question/${question.n}`);
  const last = new Map(
    treesIn(remains).flatMap(({ tasks }) =>
      [...tasks].map(([id, { question }]) => [id, question?.n] as const),
    ),
  );
  return [...shown].flatMap(([key, { body }]) => {
    const [task = "", , n] = key.split("/");
    if (!known.has(key)) return [`${key} stands in a comment, and was never asked`];
    const isLast = last.get(task) === Number(n);
    return !isLast && [...body.matchAll(box)].length > 0
      ? [`${key} asks on, and another took its place`]
      : [];
  });
}
