import { expect, test } from "vitest";
import { execute } from "./plans.ts";
import { Story } from "./story.ts";
import type { Script } from "./world.ts";

const models = { worker: ["small", "small", "strong"] };
const oneLeaf: Script = { planner: () => execute(), config: { models } };

test("no check at all is never green: a verify run speaks, when there is a command", () => {
  const config = { models, verify: "make test" };
  const ci: NonNullable<Script["ci"]> = ({ verify, about }) =>
    verify || about === "root" ? "green" : "none";
  const story = new Story({ ...oneLeaf, config, ci }).label().run();
  expect(story.did("DispatchVerify").map(({ command }) => command)).toEqual(["make test"]);
  expect(story.state).toBe("ready");
});

test("no check and no command: a person is asked", () => {
  const story = new Story({ ...oneLeaf, ci: () => "none" }).label().run();
  expect(story.needs[0]).toMatch(/^no check spoke about this commit/);
});

test("a verify run that says nothing is not green either", () => {
  const config = { models, verify: "make test", ci: "verify" as const };
  const story = new Story({ ...oneLeaf, config, ci: () => "none" }).label().run();
  expect(story.did("DispatchVerify")).toHaveLength(1);
  expect(story.needs[0]).toMatch(/^no check spoke about this commit/);
});

test("where leaves are judged by the command, own checks are not waited for", () => {
  const config = { models, verify: "make test", ci: "verify" as const };
  const story = new Story({ ...oneLeaf, config, ci: ({ verify }) => (verify ? "green" : "stuck") })
    .label()
    .run();
  expect(story.did("DispatchVerify").map(({ about }) => about)).toEqual(["attempt", "root"]);
  expect(story.state).toBe("ready");
});

test("a command that was taken away leaves the checks of the commit", () => {
  const story = new Story({ ...oneLeaf, config: { models, ci: "verify" } }).label().run();
  expect(story.did("DispatchVerify")).toEqual([]);
  expect(story.state).toBe("ready");
});

test("checks that are red without a word are red", () => {
  const story = new Story({
    ...oneLeaf,
    ci: ({ about }) => (about === "attempt" ? "mute" : "green"),
  }).label();
  story.run();
  expect(story.needs).toEqual([
    expect.stringMatching(/^every rung of the ladder was tried; the last: red: checks/),
  ]);
});

test("checks that neither begin nor end are told to a person after an hour, and waited for all the same", () => {
  let isStuck = true;
  const story = new Story({
    planner: () => execute(),
    ci: ({ about }) => (about === "attempt" && isStuck ? "stuck" : "green"),
  });
  const began = story.now;
  story.label().run();
  expect(story.state).toBe("waiting");
  expect(story.needs[0]).toMatch(/^the checks of commit head fx- neither begin nor end: /);
  expect(story.now - began).toBeGreaterThanOrEqual(3_600_000);
  expect(story.now - began).toBeLessThan(3_700_000);
  const sha = story.task("Add a parser").attempts[0]?.headSha ?? "";
  story.tell({ type: "ChecksChanged", sha }).run();
  expect(story.needs[0]).toMatch(/neither begin nor end/);
  isStuck = false;
  story.tell({ type: "ChecksChanged", sha }).run();
  expect(story.state).toBe("ready");
});

test("a verify run that does not end is told too", () => {
  const story = new Story({
    planner: () => execute(),
    config: { ci: "verify", verify: "npm test" },
    ci: ({ about }) => (about === "attempt" ? "stuck" : "green"),
  });
  expect(story.label().run().needs[0]).toMatch(/neither begin nor end/);
});

test("what was settled stays settled, whatever its checks say later", () => {
  const verdicts = ["red", "green", "red"] as const;
  let round = 0;
  const story = new Story({
    planner: () => execute(),
    ci: ({ about }) => (about === "root" ? "green" : (verdicts[Math.min(round, 2)] ?? "green")),
  }).label();
  story.run((at) => at.tree.tasks.size > 1 && at.task("Add").attempts[0]?.outcome !== undefined);
  const [first] = story.task("Add").attempts;
  round = 1;
  story.tell({ type: "ChecksChanged", sha: first?.headSha ?? "" });
  expect(story.task("Add").attempts[0]).toEqual(first);
  story.run();
  round = 2;
  const { tree } = story;
  story.tell({ type: "ChecksChanged", sha: story.task("Add").attempts[1]?.headSha ?? "" }).run();
  expect(story.tree).toEqual(tree);
});
