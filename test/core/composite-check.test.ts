import { expect, test } from "vitest";
import { part, split } from "./plans.ts";
import { Story } from "./story.ts";
import type { Verdict } from "./verdicts.ts";
import type { Script } from "./world.ts";

/** A root and a part that have checks of their own; their verdicts come one after the other. */
function twoChecks(inner: Verdict[], outer: Verdict[]): Script {
  return {
    planner: (task) =>
      task.parent === null
        ? split(
            "XL",
            [part("inner", { size: "L", files: ["src/"] }), part("other", { files: ["lib/x.js"] })],
            {
              verify: "make all",
            },
          )
        : split("L", [part("one"), part("two")], { verify: "make inner", files: ["src/"] }),
    ci: ({ about, task, n }) =>
      about === "check" ? ((task.parent === null ? outer : inner)[n - 1] ?? "green") : "green",
  };
}

test("a composite is done when its own check holds on the epic branch", () => {
  const story = new Story(twoChecks([], [])).label().run();
  expect(story.state).toBe("ready");
  expect(story.did("DispatchVerify").map(({ command, n }) => `${command} ${n}`)).toEqual([
    "make inner 1",
    "make all 1",
  ]);
});

test("a red check becomes one repair task whose criterion it is, and is run again", () => {
  const story = new Story(twoChecks(["red"], [])).label().run();
  expect(story.task("Repair 1: inner")).toMatchObject({
    parent: story.task("inner").id,
    origin: "repair",
    size: "S",
    verify: "make inner",
    status: "done",
    files: ["src/"],
  });
  expect(story.task("Repair 1: inner").objective).toContain("expected 1, got 2");
  expect(story.task("inner").check).toMatchObject({ n: 2, judgement: { state: "passed" } });
  expect(story.state).toBe("ready");
});

test("repairs have an end", () => {
  const story = new Story(twoChecks(["red", "red", "red"], [])).label().run();
  expect(story.needs).toEqual([
    "`make inner` is red on the epic branch after all parts were merged; 2 repairs did not mend it",
  ]);
  expect(story.outline().filter((line) => line.includes("Repair"))).toEqual([
    "    done S Repair 1: inner",
    "    done S Repair 2: inner",
  ]);
});

test("the root's own check is repaired in the same way, before anything is offered for review", () => {
  const story = new Story(twoChecks(["red"], ["red", "green"])).label().run();
  expect(story.task("Repair 1: Add a parser")).toMatchObject({ verify: "make all", files: [] });
  expect(story.did("OpenRootPullRequest")).toHaveLength(1);
  expect(story.state).toBe("ready");
});

test("a check that says nothing is left to a person, and run again when they ask for it", () => {
  const story = new Story(twoChecks([], ["none"])).label().run();
  expect(story.needs).toEqual(["`make all` gave no verdict on the epic branch"]);
  story.label().run();
  expect(story.root.check?.n).toBe(2);
  expect(story.state).toBe("ready");
});

test("the parts of a small composite are smaller than it", () => {
  const story = new Story({
    planner: (task) =>
      task.parent === null
        ? split("M", [part("small", { risk: "high" }), part("other")])
        : split(
            "S",
            [
              part("one", { size: "XS", files: ["src/small.js"] }),
              part("two", { size: "XS", files: ["src/small.js"], dependsOn: [0] }),
            ],
            { verify: "make small" },
          ),
    ci: ({ about, n }) => (about === "check" && n === 1 ? "red" : "green"),
  });
  story.label().run();
  expect(story.task("Repair 1: small").size).toBe("XS");
  expect(story.state).toBe("ready");
});

test("a full tree takes no repair", () => {
  const story = new Story({ ...twoChecks(["red"], []), config: { limits: { nodesMax: 5 } } }).label().run();
  expect(story.needs).toEqual([
    "“Repair 1: inner” would be one task more than the 5 that a tree may have: raise limits.nodesMax in .github/fractal.yml",
  ]);
});

test("a red check without a log is repaired all the same", () => {
  const story = new Story(twoChecks(["mute"], [])).label().run();
  expect(story.task("Repair 1: inner").objective).toMatch(/change nothing else\.\n\n$/);
  expect(story.state).toBe("ready");
});

test("a composite whose repairs ended goes on with its parts when a person says how", () => {
  const story = new Story(twoChecks(["red", "red", "red"], [])).label().run();
  const issue = story.issueOf("inner");
  story.tell({
    type: "CommentWritten",
    issue,
    comment: 900_000,
    by: "alice",
    body: "The flag is gone.",
    at: 2e6,
  });
  story.run();
  expect(story.task("inner")).toMatchObject({ status: "done", check: { n: 4 } });
  expect(story.state).toBe("ready");
});
