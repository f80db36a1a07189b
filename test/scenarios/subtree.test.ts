import { expect, test } from "vitest";
import { isOpen } from "#src/core/attempt.ts";
import { stateOf } from "#src/core/needs-you.ts";
import type { Tree } from "#src/core/tree.ts";
import { openHouse } from "./house.ts";
import { note, notePart, notes, spec, split, taskOf } from "./notes.ts";
import { speak } from "./people.ts";
import { thread } from "./thread.ts";

const script = [
  split(spec.title, [
    note("Reports", {
      size: "M",
      risk: "high",
      files: ["notes/hits.md", "notes/errors.md"],
      verify: "test -s notes/errors.md",
    }),
    note("Readme"),
  ]),
  split("Reports", [note("Hits"), note("Errors", { dependsOn: [0] })], "M"),
  ...["Hits", "Errors", "Readme"].map((title) => notePart(title)),
];

test("a part of the tree is paused, resumed, cancelled and taken up again while its workers run", async () => {
  const house = await openHouse(notes(script));
  await house.label(spec);
  const running = (title: string) => (tree: Tree) =>
    [...tree.tasks.values()].some((task) => task.title === title && task.attempts.some(isOpen));
  const begun = await house.watch.until("a worker", running("Hits"));
  const ada = house.person("ada");
  const issue = taskOf(begun, "Reports").issue?.number ?? 0;
  const say = (words: string) => speak(house, ada, issue, words);

  await say("/fractal pause");
  const paused = await house.watch.rest();
  expect(stateOf(paused)).toBe("waiting");
  expect(["Hits", "Errors", "Readme"].map((title) => taskOf(paused, title).status)).toEqual([
    "done",
    "queued",
    "done",
  ]);
  expect(taskOf(paused, "Errors").attempts).toEqual([]);

  await say("/fractal resume");
  await house.watch.until("the other worker", running("Errors"));
  await say("/fractal cancel");
  await house.watch.until("the end of it", (tree) => taskOf(tree, "Reports").status === "cancelled");
  const cancelled = await house.watch.rest();
  expect(stateOf(cancelled)).toBe("waiting");
  expect(taskOf(cancelled, "Errors").status).toBe("cancelled");
  const [dropped] = taskOf(cancelled, "Errors").attempts;
  expect(dropped?.outcome).toBeDefined();
  expect(dropped?.mergedSha).toBeUndefined();

  await say("/fractal retry");
  await house.watch.until("it is done", (tree) => taskOf(tree, "Reports").status === "done");
  const tree = await house.watch.rest();
  expect(stateOf(tree)).toBe("ready");
  expect(taskOf(tree, "Hits").attempts).toHaveLength(1);
  expect(taskOf(tree, "Errors").attempts).toHaveLength(2);
  expect(await thread(house, issue, tree)).toMatchSnapshot("the part's issue");
});
