import { assert, constantFrom, nat, property } from "fast-check";
import { expect, test } from "vitest";
import { Config } from "#src/core/rules.ts";
import { apply } from "#src/core/change.ts";
import { needsYou } from "#src/core/needs-you.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { surveyOf } from "#src/core/survey.ts";
import { meddle } from "./meddle.ts";
import { type Odds, randomScript } from "./random-script.ts";
import { Story } from "./story.ts";
import { rootFacts, taskRow, treeOf } from "./task-row.ts";
import { checkSurvey } from "./walked.ts";

const odds: Odds = { red: 20, infra: 15, conflict: 15, nonsense: 10, broken: 10 };
const limits = { nodesMax: 16, depthMax: 3 };

class Surveyed extends Story {
  override tell(event: TreeEvent): this {
    super.tell(event);
    if (this.tree.tasks.size > 0) checkSurvey(this.tree, this.now);
    return this;
  }
}

test("after every event of any story, whatever people do, all that is read off the survey is what walking the tree says", () => {
  assert(
    property(nat(), nat(), constantFrom(0.4, 1, 50), (seed, order, usd) => {
      let state = order;
      const draw = (count: number) => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
        return Math.floor((state / 4_294_967_296) * count);
      };
      const script = randomScript(seed, odds, { limits, budget: { usd } });
      const story = new Surveyed(script, { draw, twice: seed % 2 === 0 }).label();
      for (let deeds = 0; deeds < 8; deeds += 1) {
        const pause = draw(40);
        let steps = 0;
        story.run(() => (steps += 1) > pause);
        meddle(story, draw);
      }
      story.run();
      expect(story.outline().length).toBeGreaterThan(0);
    }),
    { numRuns: 3 },
  );
});

test("what changed around a task is seen without looking at it: its parent, what it needs, who needs it", () => {
  const composite = taskRow("composite", { status: "split" });
  const first = taskRow("first", { parent: "composite" });
  const second = taskRow("second", { parent: "composite", needs: ["first", "not here yet"] });
  const alone = taskRow("alone", { parent: "composite" });
  let tree = treeOf(taskRow("root", { status: "split" }), composite, first, second, alone);
  const ref = { number: 5, id: 50, nodeId: "I_5" };
  for (const task of [
    { ...first, status: "cancelled" as const },
    taskRow("not here yet", { status: "done", index: 4 }),
    { ...second, title: "Another title" },
    { ...first, status: "done" as const, issue: ref },
    { ...composite, issue: ref },
    { ...composite, issue: ref, status: "cancelled" as const },
    { ...composite, issue: ref, status: "cancelled" as const, gone: "deleted" as const },
    { ...composite, issue: ref, closedBy: { login: "alice", as: "completed" as const } },
    { ...second, needs: [], parent: "root" },
    { ...second, status: "done" as const, size: "XL" as const },
  ]) {
    tree = apply(tree, [{ task, lazy: false }]);
    checkSurvey(tree, 5);
  }
  expect(surveyOf(tree).count("needy")).toBe(0);
});

test("another configuration is asked of every task", () => {
  const waits = taskRow("leaf", { trouble: [{ key: "leaf/x", count: 3, retryAt: 9, message: "502" }] });
  const before = treeOf(taskRow("root", { status: "split" }), waits);
  expect(needsYou(before)).toEqual([]);
  const config = Config.parse({ limits: { infraRetriesMax: 1 } });
  const root = taskRow("root", { status: "split", facts: rootFacts({ config }) });
  const after = apply(before, [{ task: root, lazy: false }]);
  expect(needsYou(after).map(({ what }) => what)).toEqual(["502 (3 times)"]);
  checkSurvey(after, 5);
  expect(surveyOf(before).count("needy")).toBe(0);
});
