import { rootOf, type Tree } from "#src/core/tree.ts";
import type { Wish } from "#src/core/wish.ts";
import { mention } from "./mention.ts";

/** Hidden in the comment: each person is told once for each issue or pull request. */
export function refusalMarker(tree: Tree, { by, pullRequest, task }: Wish): string {
  return `<!-- fractal:refusal root=${tree.root} by=${by} about=${pullRequest ?? task} v=1 -->`;
}

/** What somebody hears who closed or reopened what is not theirs to decide. */
export function renderRefusal(tree: Tree, refusal: Wish): string {
  const { by, as, pullRequest, task } = refusal;
  const what = pullRequest === undefined ? "issue" : "pull request";
  const deed = as === "reopened" ? "opened this" : "closed this";
  // GitHub goes on showing the root's own issue as they left it: it is the person's who wrote it.
  const isLeft = pullRequest === undefined && task === rootOf(tree).id;
  const result = isLeft
    ? "It stays as you left it here, and the work goes on as it was."
    : `So it is ${as === "reopened" ? "closed" : "open"} again, and nothing else has changed.`;
  return [
    refusalMarker(tree, refusal),
    `${mention(by)}, thank you. You ${deed} ${what}, which in this repository is for people with write access to decide. ${result}`,
    `**What to do:** say here why it should be ${as === "reopened" ? "open" : "closed"}, and somebody with write access can do it.`,
  ].join("\n");
}
