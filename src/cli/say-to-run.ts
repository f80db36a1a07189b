import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Octokit } from "@octokit/rest";
import { isCommand } from "#src/core/is-command.ts";
import { NeedsHuman } from "#src/errors.ts";
import { parseIssueBody } from "#src/views/issue-body.ts";
import { findNamed } from "./find-named.ts";
import { sayAsPerson } from "./say-as-person.ts";
import { servedAt } from "./serving.ts";

/** What became of an answer. `kept`: the next run hears it; `done` and `no`: the run that is at work did it, or did not; `asked`: it has yet to. */
export type Answered = Readonly<{
  issue: number;
  comment: number;
  body: string;
  state: "kept" | "done" | "no" | "asked";
}>;

/** So long it is waited for, in milliseconds, until the run has judged it. */
const patienceMs = 15_000;

/**
 * Hands an answer to the run that is at work in a data directory.
 * @throws NeedsHuman when it cannot be reached, or has no such task
 */
export async function sayToRun(
  data: string,
  { task, text }: { task: string; text: string },
): Promise<Answered> {
  const place = servedAt(data);
  if (place === undefined && !existsSync(join(data, "hub")))
    throw new NeedsHuman(`an App is at work in ${data}: its tree lives on GitHub`, {
      hint: "answer there, under the issue",
    });
  if (place === undefined)
    throw new NeedsHuman(`a run on ${data} begins or ends just now`, { hint: "type this again in a moment" });
  const { rest, paginate } = new Octokit({ auth: place.token, baseUrl: place.url });
  const at = { owner: place.owner, repo: place.repo };
  const issues = await paginate(rest.issues.listForRepo, { ...at, state: "all", per_page: 100 });
  const tasks = issues.filter(({ pull_request: pull }) => pull === undefined);
  const { issue } = findNamed(
    tasks.map(({ number, title, body }) => ({
      issue: number,
      title,
      id: parseIssueBody(body ?? "")?.id ?? "",
    })),
    task,
  );
  const said = text.trim();
  const body = isCommand(said) ? said : `/fractal answer ${said}`;
  const comment = await sayAsPerson(place, issue, body);
  const until = performance.now() + patienceMs;
  while (performance.now() < until) {
    const { data: reactions } = await rest.reactions.listForIssueComment({ ...at, comment_id: comment });
    const contents = reactions.map(({ content }) => content);
    if (contents.includes("rocket")) return { issue, comment, body, state: "done" };
    if (contents.includes("confused")) return { issue, comment, body, state: "no" };
    await sleep(200);
  }
  return { issue, comment, body, state: "asked" };
}
