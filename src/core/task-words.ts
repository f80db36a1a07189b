import { z } from "zod";
import type { Task } from "./tree.ts";

/** What the title and the text of a task's issue say of it. Left out: the text has no place for it any more. */
export const TaskWords = z.object({
  title: z.string().min(1),
  objective: z.string().min(1).optional(),
  acceptance: z.string().min(1).optional(),
});
export type TaskWords = z.infer<typeof TaskWords>;

/** The task as the words have it. What they say already stays letter by letter: an issue shows a text made safe, and only its beginning. */
export function withWords(task: Task, words: TaskWords): Task {
  const { title, objective = task.objective, acceptance = task.acceptance } = words;
  return {
    ...task,
    title: isSaid(task.title, title) ? task.title : title,
    objective: isSaid(task.objective, objective) ? task.objective : objective,
    acceptance: isSaid(task.acceptance, acceptance) ? task.acceptance : acceptance,
  };
}

/** Do the words say anything else than the task? */
export function isNews(task: Task, words: TaskWords): boolean {
  const { title, objective, acceptance } = withWords(task, words);
  return title !== task.title || objective !== task.objective || acceptance !== task.acceptance;
}

function isSaid(known: string, shown: string): boolean {
  const [all, part] = [bare(known), bare(shown)];
  return all === part || (part.endsWith("…") && all.startsWith(part.slice(0, -1)));
}

/** Without what nobody sees. */
function bare(text: string): string {
  return text
    .replaceAll(/\p{Cf}/gu, "")
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim();
}
