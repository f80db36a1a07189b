import type { Repo } from "#src/effects/github/client.ts";
import { readEditor } from "#src/effects/github/comment-editor.ts";
import type { CommentNow } from "#src/effects/github/read-comments.ts";
import { said } from "#src/views/said.ts";

type Event = ReturnType<typeof said>[number];

/**
 * What a comment says to a tree as it is now, in the very events that a webhook brings. Who edited it, which takes a request, is asked only
 * where that is news; its times are whole seconds and do not tell whether it was edited.
 */
export async function saidIn(
  repo: Repo,
  comment: CommentNow,
  { bot, isNews }: Readonly<{ bot: string; isNews: (event: Event) => boolean }>,
): Promise<Event[]> {
  const { id, user, nodeId, ...rest } = comment;
  const isOurs = user?.login === bot;
  const writer = user ?? { login: "ghost", type: "User" };
  const as = { ...rest, comment: id, isOurs, bot, author: writer.login };
  // What we wrote ourselves is none of a person's before one has edited it.
  const asked = isOurs ? { login: "somebody", type: "User" } : writer;
  if (!said({ ...as, by: asked }).some(isNews)) return [];
  const editor = await readEditor(repo, nodeId);
  return isOurs && editor === undefined ? [] : said({ ...as, by: editor ?? writer });
}
