import { expect, test } from "vitest";
import { apply } from "#src/core/change.ts";
import { stateOf } from "#src/core/needs-you.ts";
import { due } from "#src/core/due.ts";
import { isParked, parked } from "#src/core/parked.ts";
import { stickyState } from "#src/core/sticky-state.ts";
import { chain } from "./chain.ts";
import { Story } from "./story.ts";

test("a tree that is set aside waits for a person, says why once, and is as before once anything of it is decided again", () => {
  const story = new Story(chain).label();
  story.run((at) => at.did("Dispatch").length > 0);
  const before = { state: stateOf(story.tree), sticky: stickyState(story.tree) };
  expect(before.state).toBe("working");
  for (const words of ["one cause", `another cause${"!".repeat(2000)}`])
    story.tree = apply(story.tree, parked(story.tree, words));
  expect(isParked(story.tree)).toBe(true);
  expect(stateOf(story.tree)).toBe("waiting");
  expect(stickyState(story.tree)).not.toBe(before.sticky);
  expect(story.needs).toEqual([expect.stringMatching(/^another cause!{900,1000}$/)]);
  story.tell({ type: "TimePassed" });
  expect(isParked(story.tree)).toBe(false);
  story.run();
  expect(story.state).toBe("ready");
});

test("one that is set aside before the repository was read again tells it all the same", () => {
  const story = new Story(chain).label();
  story.run((at) => at.did("Dispatch").length > 0);
  story.tell({ type: "Restarted" });
  expect(story.root.facts.preflight?.stale).toBe(true);
  const told = () => due(story.tree, { now: story.now }).some(({ type }) => type === "WriteSticky");
  expect(told()).toBe(false);
  story.tree = apply(story.tree, parked(story.tree, "what nobody can read"));
  expect(told()).toBe(true);
});
