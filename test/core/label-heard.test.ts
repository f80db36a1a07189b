import { expect, test } from "vitest";
import type { EventOf } from "#src/core/event.ts";
import { execute } from "./plans.ts";
import { Story } from "./story.ts";

/** A root that was labelled by delivery `a` and waits for a person, with a word for each label that is heard of it. */
function waiting(delivery?: string) {
  let isBroken = true;
  const story = new Story({
    planner: () => execute(),
    fail: ({ type }) => (type === "Dispatch" && isBroken ? "human" : undefined),
  });
  const at = Math.floor(story.now / 1000) * 1000;
  const label = (told: Partial<EventOf<"RootRequested">>) =>
    story.tell({
      type: "RootRequested",
      owner: "o",
      repo: "r",
      issue: { number: 1, id: 10, nodeId: "I_1" },
      title: "Add a parser",
      body: "It parses.",
      by: "alice",
      at,
      ...told,
    });
  label(delivery === undefined ? {} : { delivery }).run();
  isBroken = false;
  return { story, label, at, asked: () => story.did("CheckPermission").length - 1 };
}

test("each delivery of one second is a label of its own, and each is heard once", () => {
  const { story, label, at, asked } = waiting("a");
  label({ delivery: "a" }).run();
  expect(asked()).toBe(0);
  label({ delivery: "b" }).run();
  label({ delivery: "c" }).run();
  expect(asked()).toBe(2);
  const { tree } = story;
  for (const delivery of ["a", "b", "c"]) label({ delivery }).run();
  label({}).run();
  expect(story.tree).toEqual(tree);
  label({ delivery: "d", at: at + 1000 }).run();
  expect(asked()).toBe(3);
  label({ delivery: "c", at: at - 1000 }).run();
  expect(asked()).toBe(3);
});

test("what a sweep found and a webhook tells later is one label", () => {
  const { story, label, asked } = waiting();
  const { tree } = story;
  label({ delivery: "a" }).run();
  label({}).run();
  expect(story.tree).toEqual(tree);
  expect(asked()).toBe(0);
});
