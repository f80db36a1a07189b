import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readAnswers } from "#src/cli/answers-file.ts";
import { RunResult } from "#src/views/result.ts";
import { planned } from "../views/story.ts";
import { askingScript, title, unclearScript } from "./asking-model.ts";
import { makeGreeter, writeAll } from "./greeter.ts";
import { greeterModel } from "./greeter-model.ts";
import { type } from "./terminal.ts";

test("with nobody at a terminal a question waits; what is answered then is heard by the next run", async () => {
  const { dir, repo, spec } = makeGreeter();
  await using model = await greeterModel(askingScript());
  const { env } = model;
  const data = join(dir, "data");
  const args = ["run", spec, "--repo", repo, "--data", data, "--json"];
  const fractal = (...words: string[]) => type([...words, "--data", data], { env }).ended;

  const first = await type(args, { env }).ended;
  expect(first, first.stderr).toMatchObject({ code: 3 });
  expect(first.stderr).toContain(`answer “${title}”: a = A capital one, b = A small one, or your own words`);
  expect(first.stderr).toContain(`fractal answer 2 a --data ${data}`);

  const tree = await fractal("tree");
  expect(tree).toMatchObject({ code: 0, stderr: "" });
  expect(tree.stdout).toMatch(/├─ ! needs you {2}Greet in French .*\n└─ ✓ done {7}Greet in German/);
  expect(tree.stdout).toContain(`! needs you: Greet in French: ${title}`);
  const { trees } = JSON.parse((await fractal("tree", "--json")).stdout);
  expect(RunResult.parse(trees[0])).toMatchObject({ status: "waiting", needsYou: [{ what: title }] });

  const why = await fractal("why", "french");
  expect(why.stdout).toContain(`- It is asked: ${title}`);
  expect(why.stdout).not.toContain("**");
  expect(JSON.parse((await fractal("why", "#2", "--json")).stdout)).toMatchObject({ status: "needs_human" });

  const wrong = await fractal("answer", "French", "c");
  expect(wrong).toMatchObject({ code: 2, stdout: "" });
  expect(wrong.stderr).toContain(
    "no such option: type a, b, or words\n  → a = A capital one, b = A small one",
  );
  expect((await fractal("answer", "German", "a")).stderr).toContain("“Greet in German” asks nothing");
  expect((await fractal("answer", "greet in", "a")).stderr).toMatch(/could be 3 tasks\n.*#2 Greet in French/);

  const answered = await fractal("answer", "French", "b", "--json");
  expect(JSON.parse(answered.stdout)).toMatchObject({ issue: 2, body: "/fractal answer b", state: "kept" });
  const second = await type(args, { env }).ended;
  expect(second, second.stderr).toMatchObject({ code: 0 });
  expect((await fractal("why", "2")).stdout).toContain("(person) said: Question: ");
}, 180_000);

test("a spec that leaves something open is asked about before anything is built; the answer goes into the plan", async () => {
  const { dir, repo, spec } = makeGreeter();
  await using model = await greeterModel(unclearScript());
  const { env } = model;
  const data = ["--data", join(dir, "data")];
  const args = ["run", spec, "--repo", repo, ...data];
  const first = await type(args, { env }).ended;
  expect(first, first.stderr).toMatchObject({ code: 3 });
  expect(first.stderr).toContain("! needs you: Which languages?");
  const answered = await type(["answer", "1", "French and German, to begin with", ...data], { env }).ended;
  expect(answered).toMatchObject({ code: 0, stderr: "" });
  const second = await type(args, { env }).ended;
  expect(second, second.stderr).toMatchObject({ code: 0 });
  expect(model.requests().filter(({ role, turn }) => role === "planner" && turn === 0)).toHaveLength(2);
}, 120_000);

test("answers from a file are given in place of a person", async () => {
  const { dir, repo, spec } = makeGreeter();
  await using model = await greeterModel(askingScript());
  writeAll(dir, { "answers.yml": "- question: small OR a capital\n  answer: A capital one, please.\n" });
  const args = [
    "run",
    spec,
    "--repo",
    repo,
    "--data",
    join(dir, "data"),
    "--answers",
    join(dir, "answers.yml"),
  ];
  const said = await type(args, { env: model.env }).ended;
  expect(said, said.stderr).toMatchObject({ code: 0 });
  expect(said.stderr).toMatch(
    /\? Is one greeted .*\n[^]*answered from .*answers\.yml: A capital one, please\./,
  );
}, 120_000);

test("a plan that waits to be approved is approved by an answer from a file", async () => {
  const { dir, repo, spec } = makeGreeter({ ".github/fractal.yml": "plan: approve\n" });
  await using model = await greeterModel();
  const args = [
    "run",
    spec,
    "--repo",
    repo,
    "--data",
    join(dir, "data"),
    "--answers",
    join(dir, "answers.yml"),
  ];
  writeAll(dir, { "answers.yml": "- { question: who greets, answer: a }\n" });
  const waits = await type(args, { env: model.env }).ended;
  expect(waits, waits.stderr).toMatchObject({ code: 3 });
  expect(waits.stderr).toContain("nothing was asked that fits the answer to “who greets”");
  expect(waits.stderr).not.toContain("the budget does not cover");
  expect(model.requests().map(({ role }) => role)).toEqual(["planner"]);
  writeAll(dir, { "answers.yml": '- { question: "Begin, for about", answer: a }' });
  const said = await type(args, { env: model.env }).ended;
  expect(said, said.stderr).toMatchObject({ code: 0 });
}, 120_000);

test("an answer fits by a part of the title, the issue, the task or the print, as often as it says", () => {
  const { dir } = makeGreeter();
  const file = join(dir, "answers.json");
  writeFileSync(
    file,
    JSON.stringify([
      { question: "CAPITAL  letter", answer: "first", times: 2 },
      { question: "#7", answer: 2 },
      { question: "Which port?", answer: "none" },
    ]),
  );
  const [leaf] = [...planned().tree.tasks.values()].filter(({ parent }) => parent !== null);
  if (leaf === undefined) throw new Error("the story has a leaf");
  const question = {
    key: "k",
    task: leaf,
    issue: 7,
    title,
    summary: "",
    options: [],
    print: "missing-1",
    takesWords: true,
  };
  const { take, unused } = readAnswers(file);
  expect([take(question), take(question), take(question), take(question)]).toEqual([
    "first",
    "first",
    "2",
    undefined,
  ]);
  expect(unused()).toEqual(["Which port?"]);
});

const files: [string, RegExp][] = [
  ["- question: x\n  answer: [", /answers is no YAML: .*\n {2}→ write a list in YAML or JSON/],
  ["question: x", /answers holds no answers: .*expected array/],
  ["- { question: x, answer: a }\n- { question: y }", /answers holds no answers: entry 2, answer: /],
  ["- { question: x, answer: a, time: 2 }", /entry 1: .*"time"/],
];

test("answers that cannot be read are refused before anything begins", async () => {
  const { dir, repo, spec } = makeGreeter();
  const args = ["run", spec, "--repo", repo, "--data", join(dir, "data"), "--answers"];
  const none = await type([...args, join(dir, "none.yml")]).ended;
  expect(none).toMatchObject({ code: 2, stdout: "" });
  expect(none.stderr).toContain("none.yml cannot be read: there is no such file");
  for (const [text, words] of files) {
    writeAll(dir, { answers: text });
    const said = await type([...args, join(dir, "answers")]).ended;
    expect(said.code, said.stderr).toBe(2);
    expect(said.stderr).toMatch(words);
  }
}, 60_000);
