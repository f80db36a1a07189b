import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { needsYou, stateOf } from "#src/core/needs-you.ts";
import { isParked } from "#src/core/parked.ts";
import { rootOf } from "#src/core/tree.ts";
import { type Desk, openDesk, type Say } from "./desk.ts";
import { labelled, rootOfIssue } from "./world.ts";

/** No pull request has such a number, so no row may either. */
const poison: Say = (effect, tree) =>
  effect.type === "OpenRootPullRequest" && rootOf(tree).facts.issue === 1
    ? [{ type: "RootPullRequestOpened", pullRequest: -7, headSha: "c".repeat(40), at: 1 }]
    : undefined;

const why =
  /^RootPullRequestOpened cannot be taken in: the row fx-\S+ \(“Invoices, part 1”\) cannot be written: fx_facts\.pullRequest: /;

/** What is durable and not worked off, by its kind. */
function pending({ inbox }: Desk): string[] {
  return inbox.pending().map(({ event }) => event.type);
}

test("a root whose row is refused is set aside with what came for it, for people to see, at each start anew; the others go on", async () => {
  const said: string[] = [];
  const onParked = ({ message }: Error) => void said.push(message);
  const first = await openDesk({ say: poison, onParked });
  first.engine.accept(labelled(1));
  await expect.poll(() => said).toHaveLength(1);
  first.engine.accept(labelled(2));
  await Promise.all([first.rest(1), first.rest(2)]);
  expect(said[0]).toMatch(/^the tree fx-\S+ is set aside: RootPullRequestOpened /);
  expect(stateOf(first.tree(2))).toBe("ready");
  const tree = first.tree(1);
  expect(stateOf(tree)).toBe("waiting");
  expect(needsYou(tree)).toMatchObject([
    {
      what: expect.stringMatching(why),
      remedy: expect.stringMatching(/^tell whoever runs Fractal; started again/),
    },
  ]);
  expect(first.performed.at(-1)?.type).toBe("WriteSticky");
  expect(first.engine.isParked(rootOfIssue(1))).toBe(true);
  first.engine.accept({ id: "again", root: rootOfIssue(1), event: { type: "TimePassed" } });
  await first.reread();
  expect(pending(first)).toContain("TimePassed");
  await first.close();

  const second = await openDesk({ dir: first.dir, world: first.world, onParked });
  await expect.poll(() => said).toHaveLength(2);
  await second.rest(1);
  expect(pending(second)[0]).toBe("RootPullRequestOpened");
  expect(second.count("OpenRootPullRequest")).toBe(0);
  await second.close();

  // A version that takes it.
  const file = join(first.dir, "inbox", "inbox.jsonl");
  writeFileSync(file, readFileSync(file, "utf8").replaceAll('"pullRequest":-7', '"pullRequest":7'));
  const third = await openDesk({ dir: first.dir, world: first.world, onParked });
  await third.rest(1);
  expect(stateOf(third.tree(1))).toBe("ready");
  expect(needsYou(third.tree(1))).toEqual([]);
  await third.close();
  expect(said).toHaveLength(2);
});

test("what came together with it and before it is worked off; a tree that has no row yet is set aside as well", async () => {
  const said: string[] = [];
  const desk = await openDesk({ onParked: ({ message }) => void said.push(message) });
  const nameless = labelled(1);
  const event = nameless.event.type === "RootRequested" ? { ...nameless.event, title: "" } : nameless.event;
  desk.engine.accept({ id: "early", root: rootOfIssue(1), event: { type: "TimePassed" } });
  desk.engine.accept({ ...nameless, event });
  await expect.poll(() => said).toHaveLength(1);
  expect(said[0]).toMatch(/RootRequested cannot be taken in: .*title/);
  expect(pending(desk)).toEqual(["RootRequested"]);
  expect(desk.tree(1).tasks.size).toBe(0);
  await desk.close();
});

test("where nobody is there to be told, a root that would be set aside ends the process", async () => {
  const desk = await openDesk({ say: poison });
  desk.engine.accept(labelled(1));
  await expect.poll(() => desk.fatal.map(String)).toEqual([expect.stringMatching(/is set aside/)]);
  await desk.close();
});

test("where telling people of it fails, they are told a minute later; what failed is nobody's to decide", async () => {
  let now = Date.now();
  let leapMs = 0;
  let tries = 0;
  const say: Say = (effect, tree) => {
    if (effect.type !== "WriteSticky" || !isParked(tree)) return poison(effect, tree);
    // From here on each look at the clock is minutes later.
    leapMs = 120_000;
    if ((tries += 1) > 2) return undefined;
    return [
      { type: "EffectFailed", task: tree.root, key: effect.key, kind: "retry", message: "502", at: now },
    ];
  };
  const clock = () => (now += leapMs);
  const desk = await openDesk({ say, clock, onParked: () => {} });
  desk.engine.accept(labelled(1));
  await expect.poll(() => tries, { timeout: 5000 }).toBe(3);
  await expect.poll(() => pending(desk)).toContain("StickyWritten");
  expect(pending(desk)).not.toContain("EffectFailed");
  await desk.close();
  expect(desk.fatal).toEqual([]);
});
