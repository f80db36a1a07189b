import type { HubContext } from "../context.ts";
import type { User } from "../rows.ts";
import { timestamp } from "../state.ts";
import type { Commit, Signature } from "../git/git.ts";

/** The name GitHub commits under for somebody who gave none. */
export function signatureOf(user: User): Signature {
  return { name: user.login, email: `${user.id}+${user.login}@users.noreply.github.com`, date: timestamp() };
}

/** GitHub itself, the committer of everything it signs. */
export function githubSignature(): Signature {
  return { name: "GitHub", email: "noreply@github.com", date: timestamp() };
}

/** The account behind a commit's e-mail address: only GitHub's own addresses name one. */
export function accountOf(ctx: HubContext, signature: Signature): User | undefined {
  const login = /^\d+\+(.+)@users\.noreply\.github\.com$/.exec(signature.email)?.[1];
  return login === undefined ? undefined : ctx.userNamed(login);
}

/** GitHub signs what is committed through its API without a given author; the hub only says so, it holds no key. */
export function verificationOf(commit: Commit) {
  const verified = commit.committer.email === "noreply@github.com";
  return {
    verified,
    reason: verified ? "valid" : "unsigned",
    signature: null,
    payload: null,
    verified_at: verified ? commit.committer.date : null,
  };
}
