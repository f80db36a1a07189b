import * as fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import type { TreeEvent } from "#src/core/event.ts";
import { rootOf } from "#src/core/tree.ts";
import { part, play, type Story, stuck, tell } from "#test/views/story.ts";
import { read, type Recorded, recordWebhooks } from "./recorded-webhooks.ts";

let hub: Recorded;

beforeAll(async () => {
  hub = await recordWebhooks();
});

/** As GitHub delivers it: a version of the comment of a person. */
function version(action: "created" | "edited", body: string, second: number): TreeEvent[] {
  const { user } = hub.payload("issue_comment.created").comment;
  const updated_at = new Date(Date.UTC(2026, 0, 6, 9, 0, second)).toISOString();
  const comment = { user, body, updated_at, id: 9_000_000_000, performed_via_github_app: null };
  const sender = hub.payload("issue_comment.created").sender;
  const payload = hub.changed(`issue_comment.${action}`, { issue: { number: 2 }, comment, sender });
  return read("issue_comment", payload).map(({ event }) => event);
}

/** GitHub is asked about each who said something, at once. */
function judged(story: Story): Story {
  const [wish] = rootOf(story.tree).facts.wishes;
  if (wish === undefined) return story;
  return judged(tell(story, { type: "PermissionChecked", login: wish.by, wish: wish.n, allowed: true }));
}

test("words that were corrected twice are understood as they stand at last, in whatever order and however often GitHub tells", () => {
  const versions = [
    version("created", "/fractal rtry", 1),
    version("edited", "Cents, as whole numbers.", 2),
    version("edited", "Cents, as whole numbers, rounded up.", 3),
  ];
  const silent = play(stuck(), { hold: [0, 1, 2] });
  const seen = {
    type: "QuestionWritten",
    task: part(silent, 0).id,
    n: 1,
    commentId: 7,
    state: "asked",
  } as const;
  const asked = tell(silent, seen);
  const orders = fc
    .tuple(fc.shuffledSubarray([0, 1, 2, 0, 1, 2, 2], { minLength: 1 }), fc.integer({ min: 0, max: 7 }))
    .map(([order, at]) => order.toSpliced(at, 0, 2));
  fc.assert(
    fc.property(orders, (order) => {
      const heard = order.reduce((story, index) => judged(tell(story, ...(versions[index] ?? []))), asked);
      const leaf = part(heard, 0);
      expect(leaf.question?.answer?.by).toBe("ada");
      expect(leaf.guidance?.map(({ text }) => text.split("Answer: ")[1])).toEqual([
        "Cents, as whole numbers, rounded up.",
      ]);
      expect(rootOf(heard.tree).facts.heard).toHaveLength(1);
    }),
    { numRuns: 60 },
  );
});
