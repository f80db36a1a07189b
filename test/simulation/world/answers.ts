import type { Comment } from "#src/local/hub/rows.ts";
import { boxesOf } from "#src/views/ticked-boxes.ts";
import type { Faults, Random } from "../parts.ts";
import type { Pending } from "./pending.ts";
import { type Person, personOf } from "./person.ts";
import type { WorldHub } from "./world-hub.ts";

const minute = 60_000;

/** Ada answers some of the questions that she is asked: she ticks a box, replies in words, or types a command. */
export function letAdaAnswer(
  hub: WorldHub,
  random: Random,
  { faults, pending }: { faults: Faults; pending: Pending },
): void {
  const ada = personOf(hub, "ada");
  hub.onEvent(({ name, action, payload }) => {
    if (name !== "issue_comment" || action !== "created") return;
    const { comment } = payload as { comment: { id: number; body: string } };
    if (!comment.body.includes("<!-- fractal:question ") || !faults.strikes("person-answers")) return;
    pending.later(random.between(1000, 40 * minute), () => answer(hub, ada, comment.id, random));
  });
}

async function answer(hub: WorldHub, by: Person, id: number, random: Random): Promise<void> {
  const comment = hub.state.comments.get(id);
  if (comment === undefined) return;
  const keys = boxesOf(comment.body);
  const { number } = hub.state.issues.must(comment.issueId);
  const say = (body: string) => by.ask("POST", `/issues/${number}/comments`, { body });
  const way = random.next();
  if (way < 0.5 && keys.length > 0) await tick(by, comment, random.pick(keys));
  else if (way < 0.75) await say("Take the simplest way, and leave the rest as it is.");
  else await say(`/fractal ${random.pick(commands)}`);
}

async function tick(by: Person, { id, body }: Comment, key: string): Promise<void> {
  const ticked = body.replace(`[ ] <!-- fractal:tick ${key} -->`, `[x] <!-- fractal:tick ${key} -->`);
  await by.ask("PATCH", `/issues/comments/${id}`, { body: ticked });
}

const commands = [
  "retry with a smaller step",
  "answer a",
  "skip",
  "cancel",
  "split",
  "budget +5",
  "pause",
  "resume",
  "status",
  "why",
  "help",
  "model strong",
  "do what you want",
] as const;
