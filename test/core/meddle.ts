import type { TaskWords } from "#src/core/task-words.ts";
import type { Draw, Story } from "./story.ts";

/** One thing that people, or somebody who restarts the machine, may do at any time; drawn. */
export function meddle(story: Story, draw: Draw): void {
  const tasks = [...story.tree.tasks.values()].filter(({ issue, parent }) => issue && parent !== null);
  const pulls = tasks.flatMap(({ attempts }) => attempts.flatMap(({ pullRequest }) => pullRequest ?? []));
  const issue = tasks[draw(tasks.length)]?.issue?.number ?? 0;
  const pullRequest = pulls[draw(pulls.length)] ?? 0;
  const root = story.root.facts.pullRequest ?? 0;
  const by = "alice";
  const deeds: (() => unknown)[] = [
    () => story.close(issue, "not_planned"),
    () => story.close(issue, "completed"),
    () => story.reopen(issue),
    () => story.reopen(issue),
    () => story.close(1, "completed"),
    () => story.reopen(1),
    () => story.reopen(1),
    () => story.tell({ type: "IssueEdited", issue, by }),
    () => story.tell({ type: "IssueEdited", issue, by, words: drawnWords(story, { issue, draw }) }),
    () => story.tell({ type: "Restarted" }),
    () => story.tell({ type: "PullRequestClosed", pullRequest, merged: true, mergedSha: "m", by }),
    () => story.shut(pullRequest),
    () => story.shut(root),
    () => story.unshut(root),
    () => story.unshut(root),
    () => story.tell({ type: "ChangesRequested", pullRequest: root, review: draw(9), by, body: "More." }),
    () =>
      draw(8) === 0 ? story.tell({ type: "PullRequestClosed", pullRequest: root, merged: true, by }) : 0,
  ];
  deeds[draw(deeds.length)]?.();
}

/** Another objective under the title that the script knows the task by. */
function drawnWords(story: Story, { issue, draw }: { issue: number; draw: Draw }): TaskWords {
  const task = [...story.tree.tasks.values()].find((each) => each.issue?.number === issue);
  return { title: task?.title ?? "None", objective: `make it otherwise, for the ${draw(3)}. time` };
}
