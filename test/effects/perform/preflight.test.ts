import { expect, test } from "vitest";
import { Config } from "#src/core/rules.ts";
import { createPerform } from "#src/effects/perform/perform.ts";
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

test("what no start could read again fails with the field it is about, and never becomes an event", async () => {
  await using desk = await openDesk({ ".github/workflows/ci.yml": "on: [push, pull_request]\n" });
  const tree = treeOf(desk.base);
  const parseConfig = () => ({ ...Config.parse({}), budget: { usd: Infinity } });
  const perform = createPerform({ ...desk.desk, parseConfig });
  const events = await perform(tree, { type: "RunPreflight", task: tree.root, key: "k" });
  const message = expect.stringMatching(/PreflightDone may be: .*config\.budget\.usd/s);
  expect(events).toMatchObject([{ type: "EffectFailed", key: "k", kind: "terminal", message }]);
});
