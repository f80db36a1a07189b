import { expect, test } from "vitest";
import { printOf } from "#src/core/print.ts";
import { blocked } from "./handed.ts";
import { clarify, part, split } from "./plans.ts";
import { reds } from "./stuck.ts";
import { Talk } from "./talk.ts";
import type { Script } from "./world.ts";

/** Two leaves side by side. */
const two: Script = { planner: () => split("L", [part("one"), part("two")]) };

function rested(script: Script): Talk {
  const story = new Talk(script).label();
  story.run();
  return story;
}

test("what is about one task is asked for each: who allows one a file allows the other nothing", () => {
  const words = '"package.json" is a manifest or lockfile';
  const violation = { code: "manifest", kind: "unsafe" as const, words, path: "package.json" };
  const story = rested({
    ...two,
    worker: (task) => (task.allowances === undefined ? { violations: [violation] } : {}),
  });
  expect(story.needs).toHaveLength(2);
  story.tick("one", "a").run();
  expect(story.task("one")).toMatchObject({ status: "done", allowances: ["package.json"] });
  expect(story.task("two")).toMatchObject({ status: "needs_human" });
  expect(story.task("two").allowances).toBeUndefined();
  expect(story.question("two").answer).toBeUndefined();
});

test("what is said to a leaf that is stuck is not said to another that is stuck for the same reason", () => {
  const story = rested({
    ...two,
    config: { models: { worker: ["small"] } },
    ci: reds(3),
    router: () => ({ choose: "person", reason: "Nobody knows.", question: null }),
  });
  expect(["one", "two"].map((title) => story.question(title).kind)).toEqual(["stuck", "stuck"]);
  story.say("one", "Parse the header first.");
  expect(story.task("two").guidance).toBeUndefined();
  expect(story.question("two").answer).toBeUndefined();
});

test("whatever may be the whole difference makes it another question; case, spaces and its end do not", () => {
  const pairs = [
    ["May x be >= 0?", "May x be <= 0?"],
    ["May -1 be returned?", "May 1 be returned?"],
    ["Is the limit 1000000 bytes?", "Is the limit 2000000 bytes?"],
    ["In C?", "In C++?"],
    ["Does it replace #12?", "Does it replace #13?"],
  ];
  for (const [one = "", other = ""] of pairs)
    expect(printOf("missing", [one])).not.toBe(printOf("missing", [other]));
  expect(printOf("missing", [" which  WAY"])).toBe(printOf("missing", ["Which way?"]));
  expect(printOf("missing", ["Which way?", "left", "right"])).not.toBe(
    printOf("missing", ["Which way?", "up", "down"]),
  );
});

test("the same answers in another order are the same question, and each keeps its own letter", () => {
  const story = rested({
    ...two,
    worker: ({ title, guidance }) => {
      if (guidance !== undefined) return {};
      const { outcome, report } = blocked();
      const options = title === "one" ? ["left", "right"] : ["right", "left"];
      return {
        ...(outcome && { outcome }),
        report: { ...report, question: { title: "Which way?", options } },
      };
    },
  });
  expect(story.needs).toEqual(["Which way? (and for 1 more)"]);
  const [asked = "", other = ""] = ["one", "two"].toSorted((a) =>
    story.question(a).as === undefined ? -1 : 1,
  );
  story.tick(asked, "a");
  expect(story.question(asked).answer?.picked).toBe("a");
  expect(story.question(other).answer?.picked).toBe("b");
  expect(story.task("one").guidance).toMatchObject([{ text: story.task("two").guidance?.[0]?.text }]);
});

test("several questions before a plan are known by what they ask, whatever the task is called", () => {
  const printed = (title: string, asked: readonly string[]) => {
    const questions = asked.flatMap((each) => clarify(each).questions);
    const story = new Talk({ planner: () => ({ ...clarify(""), questions }) }).label("alice", { title });
    story.run();
    return story.question("root").print;
  };
  const known = printed("Weekly chores", ["Which way?", "How far?"]);
  expect(printed("Weekly chores", ["Who?", "When?"])).not.toBe(known);
  expect(printed("Chores of May", ["How far?", "Which way?"])).toBe(known);
});
