import type { Repo } from "#src/effects/github/client.ts";
import { readEditor } from "#src/effects/github/comment-editor.ts";
import type { CommentNow } from "#src/effects/github/read-comments.ts";
import { said } from "#src/views/said.ts";

/** What a comment says to a tree as it is now, in the very events that a webhook brings. Who edited it is asked only where it would say something. */
export async function saidIn(repo: Repo, comment: CommentNow, bot: string): Promise<ReturnType<typeof said>> {
  const { id, user, isEdited, nodeId, ...rest } = comment;
  const isOurs = user?.login === bot;
  const by = user ?? { login: "ghost", type: "User" };
  const as = { ...rest, comment: id, isOurs, bot };
  if (!isOurs && (!isEdited || user === undefined)) return said({ ...as, by });
  // Whoever edited it might be a person: worth a question only if they would be heard.
  if (said({ ...as, by: { login: "somebody", type: "User" } }).length === 0) return [];
  const editor = await readEditor(repo, nodeId);
  if (isOurs && editor === undefined) return [];
  return said({ ...as, by: editor ?? by });
}
