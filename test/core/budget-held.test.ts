import { assert, constantFrom, nat, property } from "fast-check";
import { expect, test } from "vitest";
import { ceilingUsd, leftUsd, moneyOf } from "#src/core/budget.ts";
import type { TreeEvent } from "#src/core/event.ts";
import type { Tree } from "#src/core/tree.ts";
import { converse } from "./converse.ts";
import { meddle } from "./meddle.ts";
import { type Odds, randomScript } from "./random-script.ts";
import type { Draw } from "./story.ts";
import { Talk } from "./talk.ts";

const odds: Odds = { red: 25, infra: 10, conflict: 10, nonsense: 10, broken: 5, asks: 20 };
const limits = { nodesMax: 14, depthMax: 3, planAutoUsdMax: 0.1 };

/** What may raise the ceiling: the issue and the configuration when they are read, and a person of whom it is known that they may. */
const gives = ["RootRequested", "PreflightDone", "PermissionChecked"];

/** After every event the money is counted, and set against the ceiling. */
class Counted extends Talk {
  raises = 0;
  approvals = 0;
  /** How near spent and reserved came to the ceiling: 1 is all of it. */
  fullest = 0;

  override tell(event: TreeEvent): this {
    const known = this.tree.tasks.size > 0 ? this.tree : undefined;
    const before = known && this.root.facts;
    super.tell(event);
    const { tree } = this;
    if (tree.tasks.size === 0) return this;
    this.fullest = Math.max(this.fullest, checkMoney(tree, known, event));
    if (before?.approval?.usd === undefined && this.root.facts.approval?.usd !== undefined)
      this.approvals += 1;
    return this;
  }
}

/** @returns how much of the ceiling is taken */
function checkMoney(tree: Tree, known: Tree | undefined, { type }: TreeEvent): number {
  const { spentUsd, reservedUsd } = moneyOf(tree);
  const taken = spentUsd + reservedUsd;
  expect(leftUsd(tree), type).toBeGreaterThanOrEqual(0);
  expect(taken, type).toBeLessThanOrEqual(ceilingUsd(tree) + 1e-9);
  if (known !== undefined && !gives.includes(type))
    expect(ceilingUsd(tree), type).toBeLessThanOrEqual(ceilingUsd(known));
  return taken / ceilingUsd(tree);
}

/** Money is given to the whole, or promised to a part, in words of every kind; or the plan is approved. */
function spend(story: Counted, draw: Draw): void {
  const tasks = [...story.tree.tasks.values()].filter(({ issue, parent }) => issue && parent !== null);
  const usd = 0.05 * (1 + draw(6));
  const part = tasks[draw(tasks.length)];
  if (draw(3) === 0 && part !== undefined) return void story.say(part.title, `/fractal budget +${usd}`);
  if (draw(3) === 0) return void story.say("root", "/fractal approve");
  story.raises += 1;
  story.say("root", `/fractal budget +${usd.toFixed(2)}`);
}

test("whatever happens and whoever gives money, what is spent and held back is within the ceiling after every event", () => {
  const seen = { raises: 0, approvals: 0, fullest: 0 };
  assert(
    property(
      nat(),
      nat(),
      constantFrom("0.06", "0.4", "3", "_No response_"),
      constantFrom("auto", "approve", undefined),
      (seed, order, usd, plan) => {
        let state = order;
        const draw: Draw = (count) => {
          state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
          return Math.floor((state / 4_294_967_296) * count);
        };
        const config = { limits, budget: { usd: 0.2 }, ...(plan && { plan }) };
        const script = {
          ...randomScript(seed, odds, config),
          mayWrite: (login: string) => login !== "mallory",
        };
        const story = new Counted(script, { draw, twice: seed % 2 === 0 });
        story.label("alice", { body: `It parses.\n\n### Budget\n\n${usd}` });
        for (let deeds = 0; deeds < 16; deeds += 1) {
          const pause = draw(30);
          let steps = 0;
          story.run(() => (steps += 1) > pause);
          const deed = draw(4);
          if (deed === 0) meddle(story, draw);
          else if (deed === 1) converse(story, draw);
          else spend(story, draw);
        }
        story.run();
        seen.raises += story.raises;
        seen.approvals += story.approvals;
        seen.fullest = Math.max(seen.fullest, story.fullest);
      },
    ),
    { numRuns: 8 },
  );
  expect(seen.raises).toBeGreaterThan(0);
  expect(seen.approvals).toBeGreaterThan(0);
  expect(seen.fullest).toBeGreaterThan(0.25);
});
