import { expect, test } from "vitest";
import { chain } from "./chain.ts";
import { blocked } from "./handed.ts";
import { clarify, execute, part, split } from "./plans.ts";
import { Talk } from "./talk.ts";
import type { Script } from "./world.ts";

/** The worker on "one" asks which of two ways, until it was told. */
const asks: Script = {
  ...chain,
  worker: (task) => (task.title === "one" && (task.guidance ?? []).length === 0 ? blocked() : {}),
};

function asking(script: Script = asks): Talk {
  const story = new Talk(script).label();
  story.run();
  return story;
}

test("a worker's question is asked with its answers as boxes; a tick puts it into the next attempt, and the rest had gone on", () => {
  const story = asking();
  expect(story.question("one")).toMatchObject({
    n: 1,
    kind: "missing",
    title: "Which way?",
    options: [
      { id: "a", words: "left", move: { do: "guide", text: "left" } },
      { id: "b", words: "right" },
    ],
    comment: { state: "asked" },
  });
  expect(story.task("three").status).toBe("done");
  expect(story.did("WriteQuestion").map(({ state }) => state)).toEqual(["asked"]);
  story.tick("one", "b").run();
  expect(story.last).toEqual({ state: "done" });
  expect(story.task("one").guidance).toMatchObject([
    { from: "person", by: "alice", text: "Question: Which way?\nAnswer: right" },
  ]);
  expect(story.question("one").answer).toMatchObject({ by: "alice", words: "right", picked: "b" });
  expect(story.question("one").comment?.state).toMatch(/^answered\//);
  expect(story.did("React").map(({ content }) => content)).toEqual(["rocket"]);
  expect(story.state).toBe("ready");
});

test("words of one's own are kept as they are; a letter is the box", () => {
  const words = asking();
  words.say("one", "  Neither: go straight on.\n\nReally.");
  words.run();
  expect(words.task("one").guidance?.[0]?.text).toBe(
    "Question: Which way?\nAnswer:   Neither: go straight on.\n\nReally.",
  );
  expect(words.state).toBe("ready");
  const letter = asking();
  letter.say("one", "A)");
  expect(letter.question("one").answer).toMatchObject({ picked: "a" });
  const command = asking();
  command.say("one", "/fractal answer b");
  expect(command.question("one").answer).toMatchObject({ picked: "b", words: "right" });
});

test("a stranger is told once that it is not for them, and nothing comes of what they say; people who talk are left alone", () => {
  const story = asking({ ...asks, mayWrite: (login) => login !== "mallory" });
  story.say("one", "left", "mallory");
  expect(story.last).toEqual({ state: "stranger", reply: "stranger" });
  story.tick("one", "a", { by: "mallory" }).run();
  expect(story.talked).toBe(1);
  expect(story.question("one").answer).toBeUndefined();
  expect(story.did("Comment").map(({ topic }) => topic)).toEqual(["stranger/mallory"]);
  const heard = story.talked;
  story.say("three", "Nice work!");
  story.say("root", "What a day.");
  expect(story.talked).toBe(heard);
  expect(story.task("one").status).toBe("needs_human");
});

test("who speaks twice, late or against another is told so, and the next attempt hears it where there is one", () => {
  const story = asking();
  const first = story.say("one", "left");
  story.say("one", "right", "bob");
  expect(story.last.words).toMatch(/^Noted, though @alice answered before \(“left”\)/);
  story.write("one", { comment: first, body: "left, I think" });
  expect(story.last).toMatchObject({ state: "done" });
  const said = story.task("one").guidance?.map(({ text }) => text);
  expect(said).toEqual(["right", "left, I think"].map((words) => `Question: Which way?\nAnswer: ${words}`));
  story.tick("one", "b", { by: "bob" });
  expect(story.last.words).toMatch(/^@alice answered before/);
  story.now += 3_600_000;
  const heard = story.talked;
  story.say("one", "By the way, lunch?");
  expect(story.talked).toBe(heard);
  story.run();
  expect(story.state).toBe("ready");
  story.say("one", "/fractal retry");
  expect(story.last.words).toMatch(/^it is done/);
});

test("the same said again is heard once; two boxes at once are none; a box of an older question says so", () => {
  const story = asking();
  story.tick("one", "ab");
  expect(story.last).toEqual({ state: "no", words: "more than one box is ticked: leave one" });
  story.tick("one", "a", { n: 7 });
  expect(story.last.words).toBe("this question is not asked any more");
  story.tick("one", "a", { judge: false });
  story.tick("one", "ab", { by: "bob", judge: false });
  story.judgeSaid();
  expect(story.question("one").answer).toMatchObject({ by: "alice", picked: "a" });
  expect(story.last.words).toMatch(/^@alice answered before/);
  const before = story.tree;
  story.tick("one", "a");
  expect(story.tree).toEqual(before);
});

test("the same question of three leaves is asked once, and the answer goes to all", () => {
  const three: Script = {
    ...asks,
    planner: () => split("L", [part("one"), part("two"), part("three")]),
    worker: (task) => ((task.guidance ?? []).length === 0 ? blocked() : {}),
  };
  const story = asking(three);
  expect(story.did("WriteQuestion").map(({ state }) => state)).toEqual(["asked+2"]);
  const [asked] = ["one", "two", "three"].filter((title) => story.question(title).as === undefined);
  expect(story.needs).toEqual(["Which way? (and for 2 more)"]);
  story.tick(asked as string, "a").run();
  expect(story.state).toBe("ready");
  expect(story.task("three").guidance).toHaveLength(1);
});

test("who speaks for others and leaves hands the question on", () => {
  const two: Script = {
    ...asks,
    planner: () => split("L", [part("one"), part("two")]),
    worker: () => blocked(),
  };
  const story = asking(two);
  const [asked = "", other = ""] = ["one", "two"].sort((a) => (story.question(a).as === undefined ? -1 : 1));
  story.say(asked, "/fractal skip");
  story.run();
  expect(story.question(other)).toMatchObject({ comment: { state: "asked" } });
  expect(story.question(other).as).toBeUndefined();
  story.say(other, "/fractal skip");
  story.run();
  expect(story.outline().slice(1)).toEqual(["  cancelled S one", "  cancelled S two"]);
});

test("a reply where the same is asked elsewhere answers for all", () => {
  const two: Script = {
    ...asks,
    planner: () => split("L", [part("one"), part("two")]),
    worker: (task) => ((task.guidance ?? []).length === 0 ? blocked() : {}),
  };
  const story = asking(two);
  const other = ["one", "two"].find((title) => story.question(title).as !== undefined) ?? "";
  story.say(other, "left");
  story.run();
  expect(story.state).toBe("ready");
});

test("what the planner must know is asked before anything is spent on it; the next plan hears the answer, what does not depend on it goes on", () => {
  const story = new Talk({
    planner: (task, ask) =>
      task.parent === null
        ? split("XL", [part("vague", { size: "L", files: ["src/"] }), part("clear", { files: ["lib/x.js"] })])
        : ask === 1
          ? clarify("Which database?")
          : execute({ size: "S", files: ["src/db.js"] }),
  }).label();
  story.run();
  expect(story.task("clear").status).toBe("done");
  expect(story.question("vague")).toMatchObject({
    kind: "clarify",
    title: "Which database?",
    recommended: "a",
  });
  story.say("vague", "The one we have.");
  story.run();
  expect(story.did("AskPlanner")).toHaveLength(3);
  expect(story.task("vague").guidance?.[0]?.text).toBe("Question: Which database?\nAnswer: The one we have.");
  expect(story.state).toBe("ready");
});

test("several things that a plan needs to know are asked together", () => {
  const two = { ...clarify("Which database?"), questions: [...clarify("Which database?").questions] };
  two.questions.push({ question: "Which port?", options: [], recommendation: "8080" });
  const story = new Talk({
    planner: (_, ask) => (ask === 1 ? two : split("L", [part("one"), part("two")])),
  }).label();
  story.run();
  expect(story.question("root")).toMatchObject({
    title: "2 things to decide before “Add a parser” is planned",
    summary:
      "It needs all of these answers:\n1. Which database? Possible: “yes”, “no”. Recommended: “yes”.\n2. Which port? Recommended: “8080”.",
    recommended: "a",
  });
  story.tick("root", "a").run();
  expect(story.root.guidance?.[0]?.text).toMatch(/Which database\? yes\nWhich port\? 8080$/);
  expect(story.state).toBe("ready");
});

test("no more questions are asked at a time than allowed; the others wait for their turn, and none of a part that was set aside", () => {
  const titles = ["one", "two", "three", "four", "five"];
  const story = new Talk({
    planner: () =>
      split(
        "L",
        titles.map((title) => part(title)),
      ),
    worker: (task) => ((task.guidance ?? []).length === 0 ? blocked(task.title) : {}),
    config: { limits: { questionsFree: 2, questionMinutesMin: 10 } },
  }).label();
  story.run((at) => at.did("WriteQuestion").length > 1 && at.state === "waiting");
  const asked = () => titles.filter((title) => story.question(title).askedAt !== undefined);
  expect(asked()).toHaveLength(2);
  expect(story.needs).toHaveLength(5);
  const [third = "", ...others] = titles.filter((title) => !asked().includes(title));
  story.say(third, "/fractal pause");
  story.run();
  expect(asked()).toHaveLength(4);
  expect(asked()).not.toContain(third);
  const [last, before] = story.root.facts.asked?.toReversed() ?? [];
  expect((last ?? 0) - (before ?? 0)).toBeGreaterThanOrEqual(600_000);
  story.say(others[0] as string, "/fractal answer x");
  expect(story.last).toEqual({ state: "done" });
  story.say(third, "/fractal resume");
  story.run();
  expect(asked()).toContain(third);
});
