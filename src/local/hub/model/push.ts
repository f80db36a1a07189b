import type { HubContext } from "../context.ts";
import type { Repo, User } from "../rows.ts";

/** One ref that moved; `before` is null for a new one, `after` for a deleted one. */
export type Push = { ref: string; before: string | null; after: string | null; sender: User };

const NOTHING = "0".repeat(40);

/** Sends what GitHub sends when a ref moves. */
export async function announcePush(ctx: HubContext, repo: Repo, push: Push): Promise<void> {
  ctx.emit({
    name: "push",
    repo,
    sender: push.sender,
    payload: {
      ref: push.ref,
      before: push.before ?? NOTHING,
      after: push.after ?? NOTHING,
      created: push.before === null,
      deleted: push.after === null,
      forced: false,
      base_ref: null,
      compare: "",
      commits: [],
      head_commit: null,
      pusher: { name: push.sender.login, email: null },
    },
  });
}
