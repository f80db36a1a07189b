import { expect, test } from "vitest";
import { runPreflight } from "#src/effects/perform/preflight.ts";
import { openDesk, treeOf } from "./desk.ts";

test("rules that GitHub does not tell are no problem, and the trace says that they are not known", async () => {
  await using desk = await openDesk({ ".github/workflows/ci.yml": "on: [push, pull_request]\n" });
  const tree = treeOf(desk.base);
  const codes = async () => {
    const [event] = await runPreflight(desk.desk, tree);
    return event?.type === "PreflightDone" ? event.problems.map(({ code }) => code) : undefined;
  };
  const known = await codes();
  expect(desk.lines()).toEqual([]);
  const message = "Upgrade to GitHub Pro or make this repository public to enable this feature.";
  desk.answerInstead(/\/rules\/branches\//, () => Response.json({ message }, { status: 403 }));
  expect(await codes()).toEqual(known);
  expect(desk.lines()).toMatchObject([{ attrs: { subject: "rules of the branches", detail: message } }]);
});
