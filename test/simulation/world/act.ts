import { boxesOf } from "#src/views/ticked-boxes.ts";
import { type Person, personOf } from "./person.ts";
import { place } from "./place.ts";
import type { WorldHub } from "./world-hub.ts";

/**
 * Something that people do a second after what it waits for first shows, and never at a moment: a kill more or less
 * does not change what they do.
 */
export type Act = Readonly<{
  /** Bob may write; Eve may close issues and not write. */
  by?: "bob" | "eve";
  when: Sight;
  does: Deed;
}>;

/**
 * A question, or any comment of the App, with these words, on a part's issue where that is named; the issue of a part, by its path; a run that
 * a machine works on; a pull request that is ready, by how its branch begins or ends.
 */
type Sight =
  | Readonly<{ question: string; on?: string }>
  | Readonly<{ comment: string; on?: string }>
  | Readonly<{ issue: string }>
  | Readonly<{ run: true }>
  | Readonly<{ pull: string }>;

/** Done to what was seen, or on the issue or pull request where it was seen. */
type Deed =
  | Readonly<{ ticks: string }>
  | Readonly<{ says: string }>
  | Readonly<{ closes: "completed" | "not_planned"; part?: string }>
  | Readonly<{ shuts: true }>
  | Readonly<{ merges: true }>
  | Readonly<{ asksFor: string }>;

type Seen = Readonly<{ number: number; comment?: { id: number; body: string } }>;

/** What it waits for, if that shows. */
export function seen(hub: WorldHub, { when }: Act): Seen | undefined {
  const { state } = hub;
  if ("comment" in when || "question" in when) return saidIn(hub, when);
  if ("pull" in when) {
    const { pull } = when;
    return state.pulls.find(
      ({ headRef, draft }) => !draft && (headRef.startsWith(pull) || headRef.endsWith(pull)),
    );
  }
  if ("run" in when) return isAtWork(hub) ? { number: 0 } : undefined;
  const number = issueOf(hub, when.issue);
  return number === undefined ? undefined : { number };
}

function saidIn({ state }: WorldHub, when: Extract<Sight, { on?: string }>): Seen | undefined {
  const [words, opening] =
    "question" in when ? [when.question, "<!-- fractal:question "] : [when.comment, ""];
  const comment = state.comments.find(({ viaApp, body, issueId }) => {
    const isThere = when.on === undefined || state.issues.must(issueId).title.endsWith(` ${when.on}`);
    return viaApp && isThere && body.startsWith(opening) && body.includes(words);
  });
  return comment && { number: state.issues.must(comment.issueId).number, comment };
}

/** @returns whether GitHub took it */
export async function perform(hub: WorldHub, { by = "bob", does }: Act, at: Seen): Promise<boolean> {
  const { ask } = personOf(hub, by);
  const { number, comment } = at;
  if ("ticks" in does) return comment !== undefined && tick(ask, comment, does.ticks);
  if ("says" in does) return isDone(await ask("POST", `/issues/${number}/comments`, { body: does.says }));
  if ("merges" in does) return isDone(await ask("PUT", `/pulls/${number}/merge`, {}));
  if ("shuts" in does) return isDone(await ask("PATCH", `/issues/${number}`, { state: "closed" }));
  if ("asksFor" in does)
    return isDone(
      await ask("POST", `/pulls/${number}/reviews`, { event: "REQUEST_CHANGES", body: does.asksFor }),
    );
  const closed = { state: "closed", state_reason: does.closes };
  const issue = does.part === undefined ? number : issueOf(hub, does.part);
  return issue !== undefined && isDone(await ask("PATCH", `/issues/${issue}`, closed));
}

/** The box whose line has these words. */
async function tick(ask: Person["ask"], { id, body }: { id: number; body: string }, words: string) {
  const lines = body.split("\n").filter((line) => line.includes(words) && boxesOf(line).length > 0);
  const [line] = lines;
  if (line === undefined) return false;
  const ticked = body.replace(line, line.replace("[ ]", "[x]"));
  return isDone(await ask("PATCH", `/issues/comments/${id}`, { body: ticked }));
}

function isDone({ status }: { status: number }): boolean {
  return status < 300;
}

function issueOf({ state, context }: WorldHub, path: string): number | undefined {
  const repo = context.repoNamed(place.owner, place.name);
  return state.issues.find(({ title, repoId }) => repoId === repo?.id && title.endsWith(` ${path}`))?.number;
}

function isAtWork({ state }: WorldHub): boolean {
  const run = state.workflowRuns.find(
    ({ status, event }) => status === "in_progress" && event === "workflow_dispatch",
  );
  return run !== undefined;
}
