import { expect, test } from "vitest";
import { ceilingUsd } from "#src/core/budget.ts";
import { part, split } from "./plans.ts";
import { Story } from "./story.ts";
import type { Script } from "./world.ts";

let comments = 900_000;

function say(story: Story, body: string): Story {
  const about = { issue: 1, comment: (comments += 1), by: "ann" };
  return story.tell({ type: "CommentWritten", ...about, at: 2_000_000 + comments, body }).run();
}

/** Its second level is dearer than what is approved with the first. */
const wide: Script = {
  planner: (task) => {
    if (task.parent === null) return split("XL", [part("one"), part("two", { size: "L", files: [] })]);
    const below = Array.from({ length: 7 }, (_, at) => part(`${task.title} ${at}`, { size: "M" }));
    return split("L", below, { files: [] });
  },
  config: { plan: "approve", limits: { childrenMax: 7 } },
};

function approvedOnce(): Story {
  const story = say(new Story(wide).label().run(), "/fractal approve");
  expect(story.root.facts.approval?.askedUsd).toBeDefined();
  return story;
}

test("where the budget is all that a yes can give, a plan is approved once, and money is asked for when there is none", () => {
  const parts = ["a", "b", "c", "d", "e"].map((name, at) =>
    part(`big ${name}`, { size: "L", files: [], dependsOn: at > 0 ? [at - 1] : [] }),
  );
  const story = new Story({
    planner: ({ parent, title }) =>
      parent === null
        ? split("XL", parts)
        : split("L", [part(`${title} 1`), part(`${title} 2`)], { files: [] }),
    worker: () => ({ usd: 0.03 }),
    config: { plan: "approve", budget: { usd: 0.2 } },
  });
  story.label().run();
  expect(story.root.facts.approval).toEqual({ askedUsd: 0.2 });
  say(story, "/fractal approve");
  expect(story.root.question).toMatchObject({ kind: "budget", n: 2 });
  say(story, "a");
  expect(story.state).toBe("ready");
  expect(story.root.question?.n).toBe(2);
});

test("while a later plan waits, nothing is said of money", () => {
  const story = approvedOnce();
  expect(story.state).toBe("waiting");
  expect(story.needs).toEqual([story.root.question?.title]);
});

test("money that covers a later plan lets it go on, and is there in full", () => {
  const story = approvedOnce();
  const before = story.root.facts.approval?.usd ?? 0;
  say(story, "/fractal budget +20");
  expect(story.root.facts.approval).toEqual({ usd: before + 20, by: "ann" });
  expect(story.root.question?.answer?.by).toBe("ann");
  expect([story.state, ceilingUsd(story.tree)]).toEqual(["ready", before + 20]);
});

test("money that does not cover a plan that waits is in the sum that a yes gives, and that sum is shown", () => {
  const later = approvedOnce();
  const asked = later.root.facts.approval?.askedUsd ?? 0;
  say(later, "/fractal budget +0.01");
  expect(later.state).toBe("waiting");
  expect(later.root.question?.options[0]?.words).toContain(`$${(asked + 0.01).toFixed(2)}`);
  say(later, "a");
  expect(ceilingUsd(later.tree)).toBeCloseTo(asked + 0.01, 6);

  const first = new Story(wide).label().run();
  const begin = first.root.facts.approval?.askedUsd ?? 0;
  say(first, "/fractal budget +20");
  expect(first.root.question).toMatchObject({ kind: "plan", n: 2 });
  say(first, "a");
  expect([first.state, ceilingUsd(first.tree)]).toEqual(["ready", begin + 20]);
});
