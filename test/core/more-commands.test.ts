import { expect, test } from "vitest";
import { begun, hasIssue, isRunning } from "./begun.ts";
import { chain } from "./chain.ts";
import { execute, part, split } from "./plans.ts";
import { Talk } from "./talk.ts";

test("a leaf is split where that can be", () => {
  const story = begun(
    {
      ...chain,
      planner: (task) =>
        task.parent === null
          ? split("L", [part("one"), part("two", { dependsOn: [0] }), part("tiny", { size: "XS" })])
          : split(
              "S",
              [
                part("left", { size: "XS", files: task.files }),
                part("right", { size: "XS", files: task.files, dependsOn: [0] }),
              ],
              { files: task.files },
            ),
    },
    isRunning("one"),
  );
  for (const [on, words] of [
    ["root", "it has parts already; say it on one of them"],
    ["tiny", "it is of the smallest size, so no smaller tasks can be made of it"],
  ] as const) {
    story.run(() => hasIssue("tiny")(story));
    story.say(on, "/fractal split");
    expect(story.last.words).toBe(words);
  }
  story.say("one", "/fractal split");
  expect(story.task("one").status).toBe("planning");
  story.say("one", "/fractal split");
  expect(story.last.words).toMatch(/^it is being planned just now/);
  story.run();
  expect(story.task("left").status).toBe("done");
  expect(story.state).toBe("ready");
});

test("no deeper than allowed", () => {
  const story = begun({ ...chain, config: { limits: { depthMax: 1 } } }, hasIssue("two"));
  story.say("two", "/fractal split");
  expect(story.last.words).toBe("no more than 1 levels are allowed here (limits.depthMax)");
});

test("a model that a person chose is used from the next attempt on, here and below, if its price is known", () => {
  const story = begun(chain, hasIssue("two"));
  story.say("two", "/fractal model nameless");
  expect(story.last.words).toMatch(/^no price is known for the model nameless/);
  story.say("root", "/fractal model `gpt-5`");
  story.run();
  expect(story.task("two").attempts[0]?.model).toBe("gpt-5");
  expect(story.task("one").attempts[0]?.model).not.toBe("gpt-5");
  expect(story.state).toBe("ready");
  story.say("two", "/fractal model gpt-5");
  expect(story.last.words).toBe("it is closed; reopen its issue first");
  story.say("two", "/fractal budget +5");
  expect(story.last.words).toBe("it is closed; reopen its issue first");
});

test("a command is acted on once, however it is rewritten; one that was not understood may be put right", () => {
  const story = begun(chain, hasIssue("two"));
  const typo = story.say("two", "/fractal puase");
  expect(story.last).toEqual({
    state: "no",
    words: "“puase” is not a command; did you mean `/fractal pause`?",
  });
  story.write("two", { comment: typo, body: "/fractal pause" });
  expect(story.task("two").paused).toEqual({ by: "alice" });
  story.write("two", { comment: typo, body: "/fractal resume" });
  expect(story.last.words).toMatch(/^it was acted on already/);
  story.write("two", { comment: typo, body: "never mind" });
  expect(story.last.words).toMatch(/^the command that stood here was acted on already/);
  expect(story.task("two").paused).toEqual({ by: "alice" });
});

test("what is asked for in return is written down, and told once", () => {
  const story = begun(chain, hasIssue("two"));
  for (const verb of ["help", "status", "why"]) story.say("two", `/fractal ${verb}`);
  story.say("two", "/fractal answer yes");
  story.say("root", "/fractal approve");
  story.say("two", "/fractal policy accept");
  story.run();
  const topics = story.did("Comment").map(({ topic }) => topic.split("/")[0]);
  expect(topics.sort()).toEqual(["heard", "heard", "heard", "help", "status", "why"]);
  const said = story.root.facts.heard?.flatMap(({ words }) => words ?? []);
  expect(said).toEqual([
    "no question is open here",
    "no plan waits to be approved",
    "there is no rule to accept here",
  ]);
});

test("more money is for the whole tree, and answers the question about it", () => {
  const story = new Talk({ planner: () => execute(), config: { budget: { usd: 0.001 } } }).label();
  story.run();
  expect(story.question("root").kind).toBe("budget");
  story.say("root", "/fractal budget +5");
  expect(story.question("root").answer).toMatchObject({ words: "/fractal budget +5" });
  story.run();
  expect(story.state).toBe("ready");
});
