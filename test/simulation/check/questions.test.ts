import { beforeAll, expect, test } from "vitest";
import { askedIn } from "./asked.ts";
import { briefingsIn } from "./briefings.ts";
import { checkEnd } from "./end.ts";
import { finishedSeed } from "./finished-seed.ts";
import { questionFaults } from "./planted-questions.ts";
import type { Remains } from "./rows.ts";

const plan = { "model-asks": 0.7, "worker-asks": 0.6, "person-never-comes": 0.2 };

let sound: Remains;

beforeAll(async () => {
  sound = await talked();
}, 120_000);

test("what a run leaves behind whose questions were answered, but for one, is sound", async () => {
  expect(isTalked(sound)).toBe(true);
  expect(await checkEnd(sound)).toEqual([]);
});

test.each(questionFaults)("%s is missed when %s", async (check, _fault, plant) => {
  const { comments } = sound.state;
  const kept = comments.filter(() => true);
  const found = await checkEnd(plant(sound) ?? sound);
  comments.delete(999);
  for (const row of kept) comments.put(row);
  expect(found.map((each) => each.check)).toContain(check);
  expect(await checkEnd(sound)).toEqual([]);
});

/** The first seed in which people said all that can be missed. */
async function talked(seed = 1): Promise<Remains> {
  const remains = await finishedSeed(seed, plan);
  return isTalked(remains) || seed > 100 ? remains : talked(seed + 1);
}

/** A question is open, and one was answered in time for a planner and for a worker. */
function isTalked(remains: Remains): boolean {
  const told = briefingsIn(remains).filter(({ guidance }) => guidance.length > 0);
  const isTold = (who: string) => told.some(({ name }) => name.startsWith(who));
  const isOpen = askedIn(remains).some(({ over }) => over === undefined);
  return isOpen && isTold("run") && isTold("the planner");
}
