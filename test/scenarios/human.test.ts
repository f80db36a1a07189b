import { expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { childrenOf, rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { submit, turn, write } from "../../examples/turns.ts";
import { openHouse } from "./house.ts";
import { errorsPart, oneLeaf, spec } from "./one-leaf.ts";
import { rewrite, speak, tick } from "./people.ts";
import { sticky } from "./said.ts";
import { thread } from "./thread.ts";

const empty = {
  name: "write_file",
  arguments: { path: "lib/errors.awk", content: "# counts nothing\n{ }\n" },
};
const file = (name: string) => new URL(`../../examples/models/log-report/${name}`, import.meta.url);

/** Red until somebody says from which status on a request counts as failed; the router knows whom to ask. */
const script = [
  {
    ...errorsPart,
    work: (prompt: string) => [
      prompt.includes("From 400")
        ? turn(
            "Now I know.",
            write("lib/errors.awk", file("errors.awk")),
            write("test/errors.sh", file("errors.sh")),
          )
        : turn("I guess.", empty, write("test/errors.sh", file("errors.sh"))),
      turn("Done.", submit("It counts.", "test/run.sh errors", ["lib/errors.awk", "test/errors.sh"])),
    ],
    route: () => ({
      choose: "person",
      reason: "The attempts differ in what they take for a failed request.",
      question: {
        title: "From which status on is a request failed?",
        options: ["From 300", "From 400"],
        recommendation: "From 400",
      },
    }),
  },
];

test("the ladder leads to a question: a tick answers it, and the next attempt is green", async () => {
  const house = await openHouse(oneLeaf({ script }));
  const root = await house.label(spec);
  const asked = await house.watch.rest();
  const issue = leafOf(asked).issue?.number ?? 0;
  expect(leafOf(asked)).toMatchObject({ status: "needs_human", attempts: [{}, {}, {}] });
  expect(await thread(house, issue, asked)).toMatchSnapshot("asked");
  const comment = leafOf(asked).question?.comment?.id;
  expect(await sticky(house, root)).toContain(`(../issues/${issue}#issuecomment-${comment})`);

  await tick(house, house.person("bob", "write"), issue, "b");
  const done = await house.watch.until("the green attempt", (tree) => leafOf(tree).status === "done");
  expect(leafOf(done).attempts).toHaveLength(4);
  const tree = await house.watch.rest();
  expect(stateOf(tree)).toBe("ready");
  expect(await thread(house, issue, tree)).toMatchSnapshot("answered");
  expect(await thread(house, root, tree)).toBe("");
});

test("an outsider's answer is answered politely, once; words of a maintainer are understood, also when they are edited", async () => {
  const house = await openHouse(oneLeaf({ script }));
  await house.label(spec);
  const asked = await house.watch.rest();
  const issue = leafOf(asked).issue?.number ?? 0;
  const eve = house.person("eve", "read");
  await speak(house, eve, issue, "From 400, of course.");
  await speak(house, eve, issue, "/fractal retry");
  await house.hub.settled();
  const ignored = await house.watch.rest();
  expect(leafOf(ignored)).toMatchObject({ status: "needs_human", attempts: [{}, {}, {}] });

  const ada = house.person("ada");
  const typo = await speak(house, ada, issue, "/fractal rtry");
  await house.hub.settled();
  await house.watch.rest();
  await rewrite(house, ada, typo, "From 400, as in the access log's manual.");
  const done = await house.watch.until("the green attempt", (tree) => leafOf(tree).status === "done");
  expect(leafOf(done).guidance?.at(-1)).toMatchObject({ from: "person", by: "ada" });
  const tree = await house.watch.rest();
  expect(rootOf(tree).facts.strangers).toEqual(["eve"]);
  expect(await thread(house, issue, tree)).toMatchSnapshot("the conversation");
});

function leafOf(tree: Tree): Task {
  const [leaf] = childrenOf(tree, tree.root);
  if (leaf === undefined) throw new Error("there is no leaf yet");
  return leaf;
}
