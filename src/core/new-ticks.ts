import type { Draft } from "./draft.ts";
import type { Task } from "./tree.ts";

/** A box of ours: an option of a task's question, or the rule that its answer may become. */
export type Tick = Readonly<{ task: Task; n: number; option?: string }>;

/** Which of the ticked boxes say something new: not those that were acted on, nor those that were never ours. */
export function newTicks(draft: Draft, ticked: readonly string[] = []): Tick[] {
  return ticked.flatMap((key) => {
    const [kind = "", id = "", n = "", last = ""] = key.split("/");
    const task = draft.task(id);
    if (task === undefined || !/^\d{1,9}$/.test(n)) return [];
    if (kind === "policy") return isAccepted(task) ? [] : [{ task, n: Number(n) }];
    const known = task.question?.n === Number(n) ? task.question.answer?.picked : undefined;
    return kind === "question" && known !== last ? [{ task, n: Number(n), option: last }] : [];
  });
}

function isAccepted({ policy }: Task): boolean {
  return policy?.step === "accepted" || policy?.step === "filed";
}
