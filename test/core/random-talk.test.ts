import { assert, constantFrom, nat, property } from "fast-check";
import { expect, test } from "vitest";
import type { TreeEvent } from "#src/core/event.ts";
import { isAsking, isWaitedFor } from "#src/core/question-state.ts";
import { isSame } from "#src/core/same.ts";
import { surveyOf } from "#src/core/survey.ts";
import { isClosed } from "#src/core/task.ts";
import type { Tree } from "#src/core/tree.ts";
import { converse } from "./converse.ts";
import { meddle } from "./meddle.ts";
import { type Odds, randomScript } from "./random-script.ts";
import { Talk } from "./talk.ts";
import { checkSurvey } from "./walked.ts";

const odds: Odds = { red: 15, infra: 5, conflict: 5, nonsense: 10, broken: 5, asks: 50 };
const limits = { nodesMax: 14, depthMax: 3, questionsFree: 2, questionMinutesMin: 30 };

/** Every question of every task is watched: when it was asked, and what was answered. */
class Watched extends Talk {
  readonly asked = new Map<string, number>();
  readonly changed: string[] = [];
  readonly #answers = new Map<string, unknown>();

  override tell(event: TreeEvent): this {
    super.tell(event);
    if (this.tree.tasks.size === 0) return this;
    checkSurvey(this.tree, this.now);
    checkQuestions(this.tree);
    for (const { id, question } of this.tree.tasks.values()) {
      if (question === undefined) continue;
      const name = `${id}/${question.n}`;
      if (question.askedAt !== undefined && question.as === undefined && !this.asked.has(name))
        this.asked.set(name, this.now);
      const known = this.#answers.get(name);
      if (known !== undefined && !isSame(known, question.answer)) this.changed.push(name);
      if (question.answer !== undefined) this.#answers.set(name, question.answer);
    }
    return this;
  }
}

/** Whoever waits for a person has asked them; who lets another speak for it speaks of the same, and that one speaks. */
function checkQuestions(tree: Tree): void {
  const root = tree.tasks.get(tree.root);
  if (root?.facts?.allowed !== true || isClosed(root.status)) return;
  expect(surveyOf(tree).count("unasked")).toBe(0);
  for (const task of surveyOf(tree).tasks("asking")) {
    const spokesman = tree.tasks.get(task.question?.as ?? task.id);
    expect(spokesman?.question).toMatchObject({ print: task.question?.print });
    expect(spokesman?.question?.as).toBeUndefined();
    expect(task.question?.as === undefined || spokesman?.question?.askedAt !== undefined).toBe(true);
    expect(isAsking(task) && isWaitedFor(tree, task)).toBe(true);
  }
}

test("whatever people say and do, each question is answered once, no more are asked at a time than allowed, and nobody waits unasked", () => {
  let questions = 0;
  assert(
    property(nat(), nat(), constantFrom(1, 50), (seed, order, usd) => {
      let state = order;
      const draw = (count: number) => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
        return Math.floor((state / 4_294_967_296) * count);
      };
      const script = {
        ...randomScript(seed, odds, { limits, budget: { usd } }),
        mayWrite: (login: string) => login !== "mallory",
      };
      const story = new Watched(script, { draw, twice: seed % 2 === 0 }).label();
      for (let deeds = 0; deeds < 16; deeds += 1) {
        const pause = draw(30);
        let steps = 0;
        story.run(() => (steps += 1) > pause);
        if (draw(4) === 0) meddle(story, draw);
        else converse(story, draw);
      }
      story.run();
      expect(story.changed).toEqual([]);
      const times = [...story.asked.values()].sort((a, b) => a - b);
      questions += times.length;
      const waits = times.map((time, at) => time - (times[at - 1] ?? -Infinity));
      expect(Math.min(...waits.slice(limits.questionsFree))).toBeGreaterThanOrEqual(30 * 60_000);
    }),
    { numRuns: 4 },
  );
  expect(questions).toBeGreaterThan(0);
});
