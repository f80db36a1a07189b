import type { Attempt } from "#src/core/attempt.ts";
import type { Task, Tree } from "#src/core/tree.ts";

/** The attempt that an effect is about; undefined where there is no such thing any more. */
export function attemptOf(
  tree: Tree,
  { task: id, attempt: n }: Readonly<{ task: string; attempt: number }>,
): { task: Task; attempt: Attempt } | undefined {
  const task = tree.tasks.get(id);
  const attempt = task?.attempts.find((each) => each.n === n);
  return task === undefined || attempt === undefined ? undefined : { task, attempt };
}
