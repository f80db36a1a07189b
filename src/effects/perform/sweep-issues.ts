import { awaitsApproval } from "#src/core/approval.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { isNews } from "#src/core/task-words.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import type { Repo } from "#src/effects/github/client.ts";
import { readEditor } from "#src/effects/github/comment-editor.ts";
import { listOwnIssues } from "#src/effects/github/find-issue.ts";
import { type Issue, plainLines } from "#src/effects/github/issue.ts";
import { lookAtIssue } from "#src/effects/github/look-at-issue.ts";
import { issueTitle, parseIssueBody } from "#src/views/issue-body.ts";
import { readIssueWords } from "#src/views/issue-words.ts";
import { Outage, Unasked } from "#src/errors.ts";
import { missedDecision } from "./missed-decision.ts";
import { orNone } from "./or-none.ts";
import type { World } from "./world.ts";

/**
 * Issues of the tree that somebody else closed, reopened, edited, deleted or moved away: the root's is read, those we made come in one
 * list, and which is not in it is read too.
 */
export async function sweepIssues(world: World, repo: Repo, tree: Tree): Promise<TreeEvent[]> {
  const { requestedAt } = rootOf(tree).facts;
  const parts = [...tree.tasks.values()].filter(({ parent, issue, gone }) => parent && issue && !gone);
  const since = new Date(requestedAt).toISOString();
  const listed = parts.length > 0 ? await listOwnIssues(repo, { bot: world.bot, since }) : [];
  const ours = new Map(listed.map((issue) => [issue.ref.id, issue]));
  const events: TreeEvent[] = [];
  for (const task of [rootOf(tree), ...parts]) {
    if (task.issue === undefined || task.gone !== undefined) continue;
    const { issue } = task;
    const look = async (): Promise<TreeEvent[]> => {
      const found = ours.get(issue.id) ?? (await lookAtIssue(repo, issue));
      if (typeof found !== "string") return missed(world, tree, { repo, task, issue: found });
      return [{ type: "IssueGone", issue: issue.number, as: found, by: "somebody" }];
    };
    events.push(...(await orNone(world, tree.root, look, isDown)));
  }
  return events;
}

/** Of GitHub, not of one issue. */
function isDown(error: unknown): boolean {
  return error instanceof Outage || error instanceof Unasked;
}

async function missed(
  world: World,
  tree: Tree,
  about: { repo: Repo; task: Task; issue: Issue },
): Promise<TreeEvent[]> {
  const { task } = about;
  const decision = await missedDecision(world, tree, about);
  const edit = task.edits === 0 ? await missedEdit(world, tree, about) : undefined;
  return [...(decision ? [decision] : []), ...(edit ? [edit] : [])];
}

/** While a plan waits to be approved what people wrote is taken over: then it is asked who that was, which a title alone does not tell. */
async function missedEdit(
  world: World,
  tree: Tree,
  { repo, task, issue }: { repo: Repo; task: Task; issue: Issue },
): Promise<TreeEvent | undefined> {
  const edit = { type: "IssueEdited" as const, issue: issue.ref.number };
  const words = readIssueWords(issue);
  if (task.facts === undefined && awaitsApproval(rootOf(tree).facts)) {
    const editor = isNews(task, words) ? await readEditor(repo, issue.ref.nodeId) : undefined;
    const isPersons = editor !== undefined && editor.type !== "Bot" && editor.login !== world.bot;
    return isPersons ? { ...edit, by: editor.login, words } : undefined;
  }
  const isTaken = task.editedBy !== undefined && !isNews(task, words);
  const isEdited = task.facts ? isSpecEdited(task, issue) : !isTaken && isTextEdited(task, issue);
  return isEdited ? { ...edit, by: "somebody" } : undefined;
}

/** What was read of the root's issue when it was labelled is what is worked on. */
function isSpecEdited({ title, facts }: Task, issue: Issue): boolean {
  const known = plainLines(facts?.spec ?? "").trim();
  const isSame = (issue.title.trim() || "Untitled") === title && issue.body.trim().startsWith(known);
  // Of a longer text only the beginning was read.
  return !isSame || (known.length < specCharsRead && issue.body.trim() !== known);
}

/** Less than what a webhook's reader takes of an issue's text, which is trimmed here. */
const specCharsRead = 60_000;

function isTextEdited(task: Task, issue: Issue): boolean {
  return issue.title !== issueTitle(task) || parseIssueBody(issue.body)?.edited !== false;
}
