import { expect, test } from "vitest";
import { chain } from "./chain.ts";
import { part, split } from "./plans.ts";
import { Talk } from "./talk.ts";

test("a repair is told what was left out, so that it does not make just that", () => {
  const story = new Talk({
    planner: (task) =>
      task.parent === null
        ? split(
            "XL",
            [part("inner", { size: "L", files: ["src/"] }), part("other", { files: ["lib/x.js"] })],
            { verify: "make all" },
          )
        : split("L", [part("one"), part("two", { dependsOn: [0] })], { files: ["src/"] }),
    ci: ({ about, n }) => (about === "check" && n === 1 ? "red" : "green"),
  }).label();
  story.run(() => story.outline().length === 5 && story.issueOf("two") > 0);
  story.say("two", "/fractal skip");
  story.run();
  expect(story.task("Repair 1").objective).toContain(
    "change nothing else.\n\nLeft out on purpose, and not to be made: “two”. If the check cannot pass without that, ask.\n\n",
  );
  expect(story.state).toBe("ready");
});

test("of a tree whose parts were all left out there is no pull request; a person says what becomes of it", () => {
  const emptied = () => {
    const story = new Talk(chain).label();
    const titles = ["one", "two", "three"];
    story.run(() => story.outline().length === 4 && titles.every((title) => story.issueOf(title) > 0));
    for (const title of ["three", "two", "one"]) story.say(title, "/fractal skip");
    return story.run();
  };
  const story = emptied();
  expect(story.did("MergeDefault")).toEqual([]);
  expect(story.did("OpenRootPullRequest")).toEqual([]);
  expect(story.question("root")).toMatchObject({
    title: "Every part of “Add a parser” was left out: cancel the whole tree?",
    options: [{ move: { do: "cancel" } }],
    comment: { state: "asked" },
  });
  story.tick("root", "a").run();
  expect(story.state).toBe("failed");
  const after = emptied();
  after.say("two", "/fractal retry");
  after.run();
  expect(after.outline().slice(1)).toEqual(["  cancelled S one", "  done S two", "  cancelled S three"]);
  expect(after.state).toBe("ready");
  const talked = emptied();
  const asked = talked.question("root");
  talked.say("root", "Take the simplest way.");
  expect(talked.last).toMatchObject({ state: "no", words: expect.stringContaining("by one of its boxes") });
  expect(talked.question("root")).toEqual(asked);
});

test("what was merged all the same is not left out, nor is what holds a part that is made after all", () => {
  const late = new Talk(chain).label();
  late.run(() => late.did("MergePullRequest").length > 0);
  late.say("one", "/fractal skip");
  expect(late.task("one")).toMatchObject({ status: "cancelled", waived: { by: "alice" } });
  late.run();
  expect(late.task("one")).toMatchObject({ status: "done", attempts: [{ mergedSha: expect.any(String) }] });
  expect(late.task("one").waived).toBeUndefined();

  const story = new Talk({
    planner: (task) =>
      task.parent === null
        ? split("XL", [part("inner", { size: "L", files: ["src/"] }), part("other", { files: ["lib/x.js"] })])
        : split("L", [part("one"), part("two", { dependsOn: [0] })], { files: ["src/"] }),
  }).label();
  story.run(() => story.outline().length === 5 && story.issueOf("two") > 0);
  story.say("inner", "/fractal skip");
  expect(story.task("inner").waived).toEqual({ by: "alice" });
  story.say("two", "/fractal retry");
  expect(story.task("inner")).toMatchObject({ status: "split" });
  expect(story.task("inner").waived).toBeUndefined();
  story.run();
  expect(story.state).toBe("waiting");
});
