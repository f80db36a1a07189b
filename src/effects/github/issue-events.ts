import { z } from "zod";
import { Retryable } from "#src/errors.ts";
import type { Repo } from "./client.ts";

/** One line of the history of an issue or pull request. */
export type IssueEvent = Readonly<{
  event: string;
  /** Login of who did it; nobody's when the account is gone. */
  by: string | undefined;
  /** Milliseconds since the epoch. */
  at: number;
  label: string | undefined;
}>;

/** The latest line of the history that is one of these. */
export async function readLastEvent(
  { octokit, ...where }: Repo,
  number: number,
  isMeant: (event: IssueEvent) => boolean,
): Promise<IssueEvent | undefined> {
  const all = await octokit.paginate(octokit.rest.issues.listEvents, {
    ...where,
    issue_number: number,
    per_page: 100,
  });
  return all.map(parseEvent).findLast(isMeant);
}

export type Turn = "closed" | "reopened";

/**
 * Who brought it into the state that it is in; nobody when the account is gone. Undefined while GitHub's history is behind that state, or
 * the state as it was read behind the history.
 */
export async function readTurn(repo: Repo, number: number, turn: Turn): Promise<{ by: string } | undefined> {
  const last = await readLastEvent(repo, number, ({ event }) => turns.includes(event));
  return last?.event === turn ? { by: last.by ?? "ghost" } : undefined;
}

const turns: readonly string[] = ["closed", "reopened"] satisfies Turn[];

/** What cannot be told from our own act yet. */
export function untold(number: number, turn: Turn): Retryable {
  return new Retryable(`GitHub does not tell yet who ${turn} #${number}`, { retryAfterMs: 10_000 });
}

function parseEvent(data: unknown): IssueEvent {
  const { event, actor, created_at: at, label } = Answer.parse(data);
  return { event, by: actor?.login, at: Date.parse(at), label: label?.name ?? undefined };
}

const Answer = z.object({
  event: z.string(),
  actor: z.object({ login: z.string() }).nullish(),
  created_at: z.string(),
  label: z.object({ name: z.string().nullish() }).nullish(),
});
