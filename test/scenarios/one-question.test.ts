import { expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { turn } from "../../examples/turns.ts";
import { openHouse } from "./house.ts";
import { note, notePart, notes, noteWork, spec, split, taskOf } from "./notes.ts";
import { speak } from "./people.ts";
import { said } from "./said.ts";
import { thread } from "./thread.ts";

const leaves = ["Hits", "Errors", "Slowest"];
const question = {
  name: "ask_human",
  arguments: {
    question: "In which language are the notes?",
    options: ["English", "Latin"],
    recommendation: "English",
  },
};
const answer = "Latin, and be short.";

test("three leaves ask the same: one comment, and the one answer goes to all of them", async () => {
  const work = (title: string) => (prompt: string) =>
    prompt.includes(answer) ? noteWork(title, "Una linea.") : [turn("Nobody says so.", question)];
  const script = [
    split(
      spec.title,
      leaves.map((title) => note(title)),
    ),
    ...leaves.map((title) => notePart(title, work(title))),
  ];
  const house = await openHouse(notes(script));
  await house.label(spec);
  const asked = await house.watch.rest();
  const tasks = leaves.map((title) => taskOf(asked, title));
  expect(tasks.map(({ status }) => status)).toEqual(leaves.map(() => "needs_human"));
  const speaking = tasks.filter(({ question: each }) => each?.as === undefined);
  expect(speaking).toHaveLength(1);
  const comments = await Promise.all(tasks.map(({ issue }) => said(house, issue?.number ?? 0)));
  expect(comments.flat()).toHaveLength(1);

  const [spokesman] = speaking;
  await speak(house, house.person("bob", "write"), spokesman?.issue?.number ?? 0, answer);
  await house.watch.until("all three", (tree) =>
    leaves.every((title) => taskOf(tree, title).status === "done"),
  );
  const tree = await house.watch.rest();
  expect(stateOf(tree)).toBe("ready");
  for (const title of leaves)
    expect(taskOf(tree, title).guidance).toMatchObject([
      { from: "person", by: "bob", text: expect.stringContaining(answer) },
    ]);
  const told = (await thread(house, spokesman?.issue?.number ?? 0, tree)).replaceAll(
    /“(Hits|Errors|Slowest)”|#\d+/g,
    "‹leaf›",
  );
  expect(told).toMatchSnapshot("one question, one answer");
});
