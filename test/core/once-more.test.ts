import { expect, test } from "vitest";
import { chain } from "./chain.ts";
import { execute } from "./plans.ts";
import { Story } from "./story.ts";
import type { Script } from "./world.ts";

const one: Script = { planner: () => execute() };

test("the label taken off and put back tries again what was given up", () => {
  let isBroken = true;
  const story = new Story({
    ...one,
    fail: ({ type }) => (type === "Dispatch" && isBroken ? "human" : undefined),
  });
  story.label().run();
  expect(story.needs).toEqual(["Dispatch failed"]);
  isBroken = false;
  story.label("bob").run();
  expect(story.root.facts).toMatchObject({ requestedBy: "alice", requestedAt: 1_000_000 });
  expect(story.root.facts.resume).toBeUndefined();
  expect(story.did("CheckPermission").map(({ login }) => login)).toEqual(["alice", "bob"]);
  expect(story.state).toBe("ready");
});

test("somebody who may not write cannot have it tried again", () => {
  let isBroken = true;
  const story = new Story({
    ...one,
    mayWrite: (login) => login === "alice",
    fail: ({ type }) => (type === "Dispatch" && isBroken ? "human" : undefined),
  });
  story.label().run();
  isBroken = false;
  story.label("mallory").run();
  expect(story.needs).toEqual(["Dispatch failed"]);
  story.tell({ type: "PermissionChecked", login: "mallory", resume: "mallory", allowed: true });
  expect(story.needs).toEqual(["Dispatch failed"]);
});

test("the same label heard late asks for nothing", () => {
  const story = new Story(one).label();
  const at = story.now;
  story.run();
  const issue = { number: 1, id: 10, nodeId: "I_1" };
  const about = { owner: "o", repo: "r", issue, title: "Add a parser", body: "Mine." };
  story.tell({ type: "RootRequested", ...about, by: "mallory", at }).run();
  expect(story.did("CheckPermission")).toHaveLength(1);
  expect(story.root.facts.spec).toBe("It parses.");
});

test("before anything is planned, the label put back begins anew with the issue as it is then", () => {
  const problem = { code: "ci", what: "no CI", remedy: "add it" };
  const story = new Story({ ...chain, preflight: (round) => (round === 1 ? { problems: [problem] } : {}) });
  story.label().run();
  story.label("alice", { title: "Add a lexer", body: "It lexes." }).run();
  expect(story.root).toMatchObject({ title: "Add a lexer", facts: { spec: "It lexes." } });
  expect(story.state).toBe("ready");
});

test("the permission of one is never taken for that of another", () => {
  const story = new Story({ ...one, mayWrite: (login) => login === "alice" }).label("alice");
  story.now += 1;
  story.label("mallory", { body: "Mine the bitcoin." });
  story.tell({ type: "PermissionChecked", login: "alice", allowed: true });
  expect(story.root.facts.allowed).toBeUndefined();
  story.run();
  expect(story.root.facts.allowed).toBe(false);
  expect(story.did("AskPlanner")).toEqual([]);
});
