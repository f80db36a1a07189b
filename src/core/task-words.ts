import { z } from "zod";

/** What the title and the text of a task's issue say of it. Left out: the text has no place for it any more. */
export const TaskWords = z.object({
  title: z.string().min(1),
  objective: z.string().min(1).optional(),
  acceptance: z.string().min(1).optional(),
});
export type TaskWords = z.infer<typeof TaskWords>;

type Worded = Readonly<{ title: string; objective: string; acceptance: string }>;

/** So many characters of each are told to whoever does it. */
export const wordsMax = { title: 256, objective: 8000, acceptance: 2000 } as const;

/** The task as the words have it, as far as there is room for them. What they say already stays letter by letter: an issue shows a text made safe, and only its beginning. */
export function withWords<Task extends Worded>(task: Task, words: TaskWords): Task {
  const said = (name: keyof TaskWords) => {
    const text = words[name];
    const taken = text === undefined ? task[name] : beginning(text, wordsMax[name]);
    return isSaid(task[name], taken) ? task[name] : taken;
  };
  return { ...task, title: said("title"), objective: said("objective"), acceptance: said("acceptance") };
}

/** Which of its texts were longer than there is room for: only their beginning was taken over. */
export function cutWords(task: Worded): (keyof TaskWords)[] {
  const names = ["title", "objective", "acceptance"] as const;
  return names.filter((name) => task[name].length >= wordsMax[name] - 1 && task[name].endsWith("…"));
}

/** No character is cut in half. */
function beginning(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** Do the words say anything else than the task? */
export function isNews(task: Worded, words: TaskWords): boolean {
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
