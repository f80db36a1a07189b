import { z } from "zod";
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

/** Login of who closed it last; nobody's when the account is gone. */
export async function whoClosed(repo: Repo, number: number): Promise<string> {
  return (await readLastEvent(repo, number, ({ event }) => event === "closed"))?.by ?? "ghost";
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
