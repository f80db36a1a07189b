import { expect, test } from "vitest";
import { chain } from "./chain.ts";
import { blocked } from "./handed.ts";
import { Talk } from "./talk.ts";
import type { Script } from "./world.ts";

function asking(script: Partial<Script> = {}): Talk {
  const story = new Talk({
    ...chain,
    mayWrite: (login) => login !== "mallory",
    worker: (task) => (task.title === "one" && task.guidance === undefined ? blocked() : {}),
    ...script,
  }).label();
  story.run();
  return story;
}

test("a stranger is told once, and for an hour nothing that they say costs anything; then they are asked about again, in silence", () => {
  const story = asking();
  story.say("one", "left", "mallory");
  story.run();
  const done = () => story.world.done.length;
  const before = done();
  for (let more = 0; more < 20; more += 1) story.say("one", `/fractal budget +${more + 1}`, "mallory");
  story.run();
  expect(done()).toBe(before);
  story.now += 3_600_000;
  story.say("one", "/fractal cancel", "mallory");
  story.run();
  expect(story.root.facts.heard).toMatchObject([{ by: "mallory", state: "stranger", reply: "stranger" }]);
  expect(story.did("React").map(({ content }) => content)).toEqual(["confused"]);
  expect(story.did("Comment").map(({ topic }) => topic)).toEqual(["stranger/mallory"]);
  expect(story.task("one").status).toBe("needs_human");
});

test("a stranger who was let in meanwhile is heard", () => {
  let isIn = false;
  const story = asking({ mayWrite: (login) => login !== "mallory" || isIn });
  story.say("one", "left", "mallory");
  isIn = true;
  story.now += 3_600_000;
  story.say("one", "left", "mallory");
  expect(story.question("one").answer).toMatchObject({ by: "mallory" });
  expect(story.root.facts.strangers).toEqual([]);
  story.say("one", "/fractal status", "mallory");
  story.run();
  expect(story.did("React").map(({ content }) => content)).toEqual(["confused", "rocket", "rocket"]);
});

test("what a stranger wrote before they were let in stays without a say, however often it is swept", () => {
  let isIn = false;
  const story = asking({ mayWrite: (login) => login !== "mallory" || isIn });
  story.say("one", "left", "mallory");
  const at = story.now - 500;
  isIn = true;
  story.now += 7_200_000;
  const { tree } = story;
  const said = { type: "CommentWritten" as const, issue: story.issueOf("one"), by: "mallory", at };
  story.tell({ ...said, comment: 4000, body: "/fractal cancel" }).judgeSaid();
  expect(story.tree).toEqual(tree);
});

test("many strangers make nobody unheard, and of what they and others wrote only the beginning is kept", () => {
  const story = asking({ mayWrite: (login) => !login.startsWith("bot") });
  for (let n = 0; n < 230; n += 1) story.say("one", `/fractal ${"x".repeat(7000)}`, `bot${n}`);
  expect(story.talked).toBe(200);
  expect(story.root.facts.heardFrom).toBeUndefined();
  const at = story.now - 100_000;
  const words = `left ${"y".repeat(5000)}`;
  const said = {
    type: "CommentWritten" as const,
    issue: story.issueOf("one"),
    comment: 9000,
    by: "alice",
    at,
    body: words,
  };
  story.tell(said).judgeSaid();
  expect(story.question("one").answer?.words).toBe(words);
  const { tree } = story;
  expect(story.tell(said).tree).toEqual(tree);
  expect(JSON.stringify(story.root.facts.heard).length).toBeLessThan(200 * 500);
});

test("what one person says before it is known whether they may has an end, in comments and in reviews", () => {
  const story = asking();
  const tell = (n: number) => ({
    type: "CommentWritten" as const,
    issue: 1,
    by: "bob",
    at: story.now,
    comment: 9000 + n,
    body: "/fractal why",
  });
  for (let n = 0; n < 30; n += 1) story.tell(tell(n));
  expect(story.talked).toBe(10);
  story.say("one", "left");
  story.judgeSaid().run();
  const pullRequest = story.root.facts.pullRequest ?? 0;
  for (let review = 1; review < 9; review += 1)
    story.tell({ type: "ChangesRequested", pullRequest, review, by: "mallory", body: "z".repeat(60_000) });
  expect(story.root.facts.reviews).toHaveLength(5);
  story.run();
  expect(story.root.facts.reviews.map(({ state, body }) => `${state}${body}`)).toEqual(
    Array.from({ length: 5 }, () => "refused"),
  );
});

test("what a stranger wrote before it was known that they are one is shown to be over as well", () => {
  const story = asking();
  const issue = story.issueOf("one");
  const words = { type: "CommentWritten" as const, issue, by: "mallory", at: 9_000_000_000_000 };
  story.tell({ ...words, comment: 7001, body: "left" });
  story.tell({ ...words, comment: 7002, body: "/fractal retry" });
  story.run();
  const said = story.root.facts.heard?.filter(({ by }) => by === "mallory") ?? [];
  expect(said.map(({ state, shown }) => [state, shown])).toEqual([
    ["stranger", "confused"],
    ["stranger", "confused"],
  ]);
  expect(story.did("Comment").filter(({ topic }) => topic.startsWith("stranger/"))).toHaveLength(1);
});
