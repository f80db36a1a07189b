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
  expect(story.needs).toEqual(["every rung of the ladder was tried; the last: red: checks"]);
});
