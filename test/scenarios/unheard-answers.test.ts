import { expect, test } from "vitest";
import { childrenOf, type Task, type Tree } from "#src/core/tree.ts";
import { submit, turn, write } from "../../examples/turns.ts";
import { openHouse } from "./house.ts";
import { errorsPart, oneLeaf, spec } from "./one-leaf.ts";
import { rewrite, speak, tick } from "./people.ts";
import { thread } from "./thread.ts";
import { whileAway } from "./while-away.ts";

const file = (name: string) => new URL(`../../examples/models/log-report/${name}`, import.meta.url);
const ask = {
  name: "ask_human",
  arguments: {
    question: "Does a request that was redirected count as failed?",
    options: ["Yes, from 300", "No, from 400"],
    recommendation: "No, from 400",
  },
};

/** Asks first, and does it once it was told. */
const script = [
  {
    ...errorsPart,
    work: (prompt: string) =>
      prompt.includes("Answer: ")
        ? [
            turn(
              "Now I know.",
              write("lib/errors.awk", file("errors.awk")),
              write("test/errors.sh", file("errors.sh")),
            ),
            turn("Done.", submit("It counts.", "test/run.sh errors", ["lib/errors.awk", "test/errors.sh"])),
          ]
        : [turn("The spec leaves this open.", ask)],
  },
];

test("what people said while nobody listened is found: the last version of the words, and the talk before them not", async () => {
  const house = await openHouse(oneLeaf({ script }));
  await house.label(spec);
  const asked = await house.watch.rest();
  const issue = leafOf(asked).issue?.number ?? 0;
  const [eve, bob] = [house.person("eve", "read"), house.person("bob", "write")];
  await whileAway(house, async () => {
    await speak(house, eve, issue, "I would say yes.");
    const words = await speak(house, bob, issue, "Yes.");
    await rewrite(house, bob, words, "No: as nginx counts them, from 400.");
  });
  const done = await house.watch.until("the green attempt", (tree) => leafOf(tree).status === "done");
  expect(leafOf(done)).toMatchObject({
    attempts: [{ outcome: { class: "spec" } }, {}],
    guidance: [{ from: "person", by: "bob", text: expect.stringContaining("as nginx counts them") }],
  });
  const tree = await house.watch.rest();
  expect(await thread(house, issue, tree)).toMatchSnapshot("the conversation");

  const writes = house.witness.writes().length;
  await whileAway(house, () => Promise.resolve());
  expect(leafOf(await house.watch.rest()).attempts).toHaveLength(2);
  expect(house.witness.writes(0).slice(writes)).toEqual([]);
});

test("a tick that no webhook told of is found; it is acted on once, however often it is seen", async () => {
  const house = await openHouse(oneLeaf({ script }));
  await house.label(spec);
  const asked = await house.watch.rest();
  const issue = leafOf(asked).issue?.number ?? 0;
  const bob = house.person("bob", "write");
  await whileAway(house, () => tick(house, bob, issue, "b"));
  const done = await house.watch.until("the green attempt", (tree) => leafOf(tree).status === "done");
  expect(leafOf(done)).toMatchObject({
    question: { answer: { by: "bob", picked: "b" } },
    guidance: [{ from: "person", by: "bob", text: expect.stringContaining("No, from 400") }],
  });
  await whileAway(house, () => Promise.resolve());
  expect(leafOf(await house.watch.rest()).attempts).toHaveLength(2);
});

function leafOf(tree: Tree): Task {
  const [leaf] = childrenOf(tree, tree.root);
  if (leaf === undefined) throw new Error("there is no leaf yet");
  return leaf;
}
