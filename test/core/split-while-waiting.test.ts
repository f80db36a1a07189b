import { expect, test } from "vitest";
import { part, split } from "./plans.ts";
import { Story } from "./story.ts";
import type { Script } from "./world.ts";

/** Runs end when a sweep finds that they did, and not while `held`. */
function scriptOf(held: { is: boolean }): Script {
  return {
    planner: ({ parent, title, files }) =>
      parent === null
        ? split("XL", [part("first"), part("second", { size: "M", dependsOn: [0] })])
        : split("M", [part(`${title} left`, { files }), part(`${title} right`, { files, dependsOn: [0] })], {
            files,
          }),
    worker: () => ({ lost: held.is }),
  };
}

function sayBelow(story: Story, title: string, body: string): Story {
  const about = { issue: story.issueOf(title), comment: 900_000, by: "ann", at: 2_000_000 };
  return story.tell({ type: "CommentWritten", ...about, body });
}

function plannedOf(story: Story): string[] {
  return story.did("AskPlanner").map(({ task }) => story.tree.tasks.get(task)?.title ?? "");
}

test("what is to be split while it waits for another is planned when that is done, and not before", () => {
  const held = { is: true };
  const story = new Story(scriptOf(held)).label();
  story.run((at) => at.tree.tasks.size > 1 && at.task("second").issue !== undefined);
  expect(story.task("first").status).toBe("running");
  sayBelow(story, "second", "/fractal split").run((at) => at.root.facts.wishes.length === 0);
  expect(story.task("second")).toMatchObject({ status: "queued", planning: { mustSplit: true } });
  held.is = false;
  story.run((at) => at.task("first").status === "done");
  expect(plannedOf(story)).toEqual(["Add a parser"]);
  story.run();
  expect(story.state).toBe("ready");
  expect(story.outline()).toEqual([
    "validating XL Add a parser",
    "  done S first",
    "  done M second",
    "    done S second left",
    "    done S second right",
  ]);
});

test("what was sent back to be planned waits as long as what it needs is done over", () => {
  const held = { is: false };
  const story = new Story(scriptOf(held)).label();
  story.run((at) => at.tree.tasks.size > 1 && at.task("second").status === "running");
  held.is = true;
  story.reopen("first");
  sayBelow(story, "second", "/fractal split").run((at) => at.root.facts.wishes.length === 0);
  expect(story.task("second").status).toBe("blocked");
  expect(story.task("first").status).not.toBe("done");
  held.is = false;
  story.run((at) => at.task("first").status === "done");
  expect(plannedOf(story)).toEqual(["Add a parser"]);
  story.run();
  expect(plannedOf(story)).toEqual(["Add a parser", "second"]);
  expect(story.state).toBe("ready");
});
