import type { Task, Tree } from "#src/core/tree.ts";
import { clip, oneLine } from "#src/views/plain.ts";

/** Says what rules do in place of a person: which were kept, and which questions they answered. What was so at the first look is no news. */
export function policyNews(say: (line: string) => void): (tree: Tree) => void {
  let known: Set<string> | undefined;
  return (tree) => {
    const news = [...tree.tasks.values()].flatMap((task) => [...accepted(task), ...answered(task)]);
    const told = known ?? new Set(news.map(({ key }) => key));
    known = told;
    for (const { key, line } of news) {
      if (told.has(key)) continue;
      told.add(key);
      say(line);
    }
  };
}

type News = { key: string; line: string };

function accepted({ id, policy: draft }: Task): News[] {
  if (draft?.policy === undefined || (draft.step !== "accepted" && draft.step !== "filed")) return [];
  const { id: rule, rule: words } = draft.policy;
  return [
    {
      key: `accepted/${id}/${draft.n}`,
      line: `the rule ${rule} holds from now on: ${clip(oneLine(words), 300)}`,
    },
  ];
}

/** It was never asked aloud. */
function answered({ id, title, question, guidance = [] }: Task): News[] {
  const rule = guidance.findLast(({ from }) => from === "policy")?.by;
  if (question?.answer === undefined || question.askedAt !== undefined || question.answer.by !== rule)
    return [];
  const words = `${oneLine(title)} asked “${clip(oneLine(question.title), 200)}”`;
  return [
    {
      key: `answered/${id}/${question.n}`,
      line: `${words}: the rule ${rule} answered it, and nobody was asked`,
    },
  ];
}
