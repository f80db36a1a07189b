import { isOpen } from "#src/core/attempt.ts";
import type { EffectOf } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { isClosed } from "#src/core/task.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import type { Wish } from "#src/core/wish.ts";
import type { Repo } from "#src/effects/github/client.ts";
import { ensureComment } from "#src/effects/github/comments.ts";
import { readTurn, untold } from "#src/effects/github/issue-events.ts";
import { closePull, readPullRequest, reopenPull } from "#src/effects/github/pulls.ts";
import { NeedsHuman } from "#src/errors.ts";
import { refusalMarker, renderRefusal } from "#src/views/refusal.ts";
import { repositoryOf, type World } from "./world.ts";

/** A pull request is put back here, an issue by whoever mirrors it; either way they are told, once. */
export async function refuseWish(
  world: World,
  tree: Tree,
  { n }: EffectOf<"RefuseWish">,
): Promise<TreeEvent[]> {
  const refusal = rootOf(tree).facts.refusals?.find((each) => each.n === n);
  const number = refusal?.pullRequest ?? tree.tasks.get(refusal?.task ?? "")?.issue?.number;
  const said: TreeEvent = { type: "WishRefused", n };
  if (refusal === undefined || number === undefined) return [said];
  const repo = await repositoryOf(world, tree);
  if (refusal.pullRequest !== undefined && isStillOurs(tree, refusal.pullRequest))
    await putBack(repo, refusal.pullRequest, refusal);
  await ensureComment(repo, {
    issue: number,
    marker: refusalMarker(tree, refusal),
    body: renderRefusal(tree, refusal),
    mode: "once",
    bot: world.bot,
  });
  return [said];
}

/** That of an attempt that ended meanwhile is to be closed anyway. */
function isStillOurs(tree: Tree, pullRequest: number): boolean {
  const { facts, status } = rootOf(tree);
  if (pullRequest === facts.pullRequest) return !isClosed(status);
  const attempts = [...tree.tasks.values()].flatMap((task) => task.attempts);
  return attempts.some((attempt) => attempt.pullRequest === pullRequest && isOpen(attempt));
}

/** Only what they did themselves: what somebody else did since is not theirs. */
async function putBack(repo: Repo, number: number, { by, as }: Wish): Promise<void> {
  const { state } = await readPullRequest(repo, number);
  if (state !== (as === "reopened" ? "open" : "closed")) return;
  const how = as === "reopened" ? "reopened" : "closed";
  const turn = await readTurn(repo, number, how);
  if (turn === undefined) throw untold(number, how);
  if (turn.by !== by) return;
  if (as === "reopened") return closePull(repo, number);
  const answer = await reopenPull(repo, number);
  if (answer !== undefined)
    throw new NeedsHuman(`#${number} was closed by @${by} and cannot be opened again: ${answer.refused}`, {
      hint: "bring its branch back and open it, or close the task's issue",
    });
}
