import { expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { rootOf } from "#src/core/tree.ts";
import { openHouse } from "./house.ts";
import { note, notePart, notes, noteWork, spec, split, taskOf } from "./notes.ts";
import { speak } from "./people.ts";
import { said } from "./said.ts";
import { thread } from "./thread.ts";

test("a plan is shown before any worker runs; what a person edits in it is built, once it is approved", async () => {
  const prompts: string[] = [];
  const script = [
    split(spec.title, [note("Hits"), note("Errors")]),
    notePart("Hits", (prompt) => (prompts.push(prompt), noteWork("Hits"))),
    notePart("Errors"),
  ];
  const house = await openHouse(notes(script, "plan: approve"));
  const root = await house.label(spec);
  const shown = await house.watch.rest();
  expect(stateOf(shown)).toBe("waiting");
  expect(house.model.requests().map(({ role }) => role)).toEqual(["planner"]);
  expect(await thread(house, root, shown)).toMatchSnapshot("shown");

  const [ada, eve] = [house.person("ada"), house.person("eve", "triage")];
  const at = { ...house.at, issue_number: taskOf(shown, "Hits").issue?.number ?? 0 };
  const { data } = await ada.rest.issues.get(at);
  expect(data.body).toContain("Until the plan is approved");
  const words = "notes/hits.md says it as a haiku.";
  const body = (data.body ?? "").replace("notes/hits.md says in one line what is meant by it.", words);
  await ada.rest.issues.update({ ...at, body });
  const edited = await house.watch.until("the edit", (tree) => taskOf(tree, "Hits").editedBy === "ada");
  expect(taskOf(edited, "Hits")).toMatchObject({ objective: words, acceptance: "notes/hits.md has a line." });
  await house.watch.rest();
  expect(await said(house, at.issue_number)).toEqual([expect.stringContaining("**Taken over:** @ada")]);

  await speak(house, eve, root, "/fractal approve");
  await house.hub.settled();
  expect(stateOf(await house.watch.rest())).toBe("waiting");
  await speak(house, ada, root, "/fractal approve");
  await house.watch.until("a worker", (tree) => taskOf(tree, "Hits").attempts.length > 0);
  const tree = await house.watch.rest();
  expect(stateOf(tree)).toBe("ready");
  expect(rootOf(tree).facts.approval?.by).toBe("ada");
  expect(prompts[0]).toContain(words);
  expect((await ada.rest.issues.get(at)).data.body).toContain(words);
  expect(await said(house, at.issue_number)).toHaveLength(1);
  expect(await thread(house, root, tree)).toMatchSnapshot("approved");
});
