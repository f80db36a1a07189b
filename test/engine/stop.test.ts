import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { rootOf } from "#src/core/tree.ts";
import { openInbox } from "#src/ingress/open-inbox.ts";
import { type Desk, gate, openDesk } from "./desk.ts";
import { labelled, rootOfIssue, said, sha, World } from "./world.ts";

describe("a restart", () => {
  test("goes on with what was accepted and never worked off", async () => {
    const { dir, close } = await openDesk();
    await close();
    const inbox = openInbox(join(dir, "inbox"));
    inbox.accept(labelled(1));
    inbox.close();
    const desk = await openDesk({ dir });
    await desk.engine.caughtUp();
    expect(desk.inbox.pending().map(({ id }) => id)).not.toContain("label-1");
    expect(desk.tree().tasks.size).toBe(1);
    await desk.rest();
    expect(stateOf(desk.tree())).toBe("ready");
    await desk.close();
  });

  test("works off once more what was written but not acknowledged, and nothing changes by it", async () => {
    const first = await openDesk();
    first.engine.accept(labelled(1));
    await first.rest();
    await first.close();
    // As if the power had gone before the file said that they were done.
    const file = join(first.dir, "inbox", "inbox.jsonl");
    const arrivals = readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line.startsWith('{"id"'));
    const inbox = openInbox(join(first.dir, "again"));
    for (const line of arrivals) inbox.accept(JSON.parse(line));
    const before = first.tree().tasks;
    const desk = await openDesk({ dir: first.dir, world: first.world });
    for (const arrival of inbox.pending()) desk.engine.accept({ ...arrival, id: `again/${arrival.id}` });
    await desk.rest();
    expect(stateOf(desk.tree())).toBe("ready");
    expect(desk.tree().tasks.size).toBe(before.size);
    expect(desk.count("Dispatch") + desk.count("AskPlanner") + desk.count("MergePullRequest")).toBe(0);
    await desk.close();
  });

  test("tries at once what was put off before", async () => {
    const first = await openDesk({
      say: ({ type, key, task }) =>
        type === "EnsureEpic"
          ? [{ type: "EffectFailed", task, key, kind: "human", message: "no key", at: Date.now() }]
          : undefined,
    });
    first.engine.accept(labelled(1));
    await first.rest();
    expect(stateOf(first.tree())).toBe("waiting");
    await first.close();
    const desk = await openDesk({ dir: first.dir });
    await desk.rest();
    expect(stateOf(desk.tree())).toBe("ready");
    await desk.close();
  });
});

test("roots that rest are left as they are: what comes for them is kept for a start in which they do not", async () => {
  const desk = await openDesk({ rests: (root) => root === rootOfIssue(1) });
  desk.engine.accept(labelled(1));
  desk.engine.accept(labelled(2));
  await desk.rest(2);
  await desk.reread();
  await desk.rest(2);
  expect(desk.forest.roots()).toEqual([rootOfIssue(2)]);
  expect(desk.inbox.pending().map(({ id }) => id)).toEqual(["label-1"]);
  await desk.close();
  const again = await openDesk({ dir: desk.dir, world: desk.world });
  await again.rest(1);
  expect(stateOf(again.tree(1))).toBe("ready");
  await again.close();
});

describe("stop", () => {
  test("waits for what is under way: its outcome is kept for the next start", async () => {
    const { desk, held } = await deskWithSlowPlanner();
    const closing = desk.close();
    held.open();
    await closing;
    expect(desk.parts()).toEqual([]);
    const again = await openDesk({ dir: desk.dir, world: desk.world });
    await again.rest();
    expect(stateOf(again.tree())).toBe("ready");
    expect(again.count("AskPlanner")).toBe(0);
    await again.close();
  });

  test("waits for so long only; what is said later goes nowhere, and the next start does it again", async () => {
    const { desk, held } = await deskWithSlowPlanner();
    await desk.close({ graceMs: 0 });
    const inbox = readFileSync(join(desk.dir, "inbox", "inbox.jsonl"), "utf8");
    held.open();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(readFileSync(join(desk.dir, "inbox", "inbox.jsonl"), "utf8")).toBe(inbox);
    expect(desk.fatal).toEqual([]);
    const again = await openDesk({ dir: desk.dir, world: desk.world });
    await again.rest();
    expect(stateOf(again.tree())).toBe("ready");
    expect(again.count("AskPlanner")).toBe(1);
    await again.close();
  });

  test("starts nothing more, but takes in what comes until the inbox is closed", async () => {
    const { desk, held } = await deskWithSlowPlanner();
    const stopping = desk.engine.stop();
    expect(desk.engine.accept(said({ type: "ChecksChanged", sha: sha("d") }, "late"))).toBe(true);
    expect(desk.engine.accept(labelled(2))).toBe(true);
    held.open();
    await stopping;
    const performed = desk.performed.length;
    await desk.close();
    expect(() => desk.engine.accept(labelled(3))).toThrow(/inbox\.jsonl is closed/);
    expect(desk.performed).toHaveLength(performed);
    const again = await openDesk({ dir: desk.dir, world: desk.world });
    await Promise.all([again.rest(1), again.rest(2)]);
    expect([stateOf(again.tree(1)), stateOf(again.tree(2))]).toEqual(["ready", "ready"]);
    await again.close();
  });

  test("lets go of what waits for its turn: it is due again after the next start", async () => {
    const held = gate();
    const desk = await openDesk({
      world: new World(Date.now, 3),
      say: async (effect, tree) => {
        if (effect.type === "MirrorIssue") await held.opened;
        return desk.world.answer(tree, effect);
      },
    });
    desk.engine.accept(labelled(1));
    await expect.poll(() => desk.parts().map(({ status }) => status)).toEqual(["done", "done", "done"]);
    const shown = desk.count("MirrorIssue");
    const closing = desk.close();
    held.open();
    await closing;
    expect(desk.fatal).toEqual([]);
    expect(desk.count("MirrorIssue")).toBe(shown);
    const again = await openDesk({ dir: desk.dir, world: desk.world });
    await again.rest();
    expect(again.count("MirrorIssue")).toBeGreaterThan(1);
    await again.close();
  });

  test("writes the receipts that were held back", async () => {
    const desk = await openDesk({ say: ({ type }) => (type === "CheckPermission" ? [] : undefined) });
    desk.engine.accept(labelled(1));
    await desk.rest();
    expect(rootOf(desk.tree()).facts.seen).toBe(true);
    await desk.close();
    const again = await openDesk({ dir: desk.dir, world: desk.world });
    expect(rootOf(again.tree()).facts.seen).toBe(true);
    await again.rest();
    expect(again.count("AcknowledgeRequest")).toBe(0);
    await again.close();
  });

  test("before the start has ended is a stop", async () => {
    const desk = await openDesk({ started: false });
    desk.engine.accept(labelled(1));
    const starting = desk.engine.start();
    await desk.close();
    await starting;
    expect(desk.performed).toEqual([]);
    const again = await openDesk({ dir: desk.dir });
    await again.rest();
    expect(stateOf(again.tree())).toBe("ready");
    await again.close();
  });
});

describe("a bug or a full disk", () => {
  test("is said once and stops everything; nothing that was accepted is lost", async () => {
    const desk = await openDesk({
      say: ({ type }) => {
        if (type === "RunPreflight" || type === "AcknowledgeRequest") throw new Error(`a bug in ${type}`);
        return undefined;
      },
    });
    desk.engine.accept(labelled(1));
    await expect.poll(() => desk.fatal).toHaveLength(1);
    expect(desk.engine.accept(labelled(2))).toBe(true);
    await desk.close();
    expect(desk.fatal).toHaveLength(1);
    expect(desk.forest.roots()).toHaveLength(1);
    const again = await openDesk({ dir: desk.dir });
    await Promise.all([again.rest(1), again.rest(2)]);
    expect([stateOf(again.tree(1)), stateOf(again.tree(2))]).toEqual(["ready", "ready"]);
    await again.close();
  });

  test("in a step as well, and stop still ends", async () => {
    const desk = await openDesk({
      say: ({ type }) => (type === "RunPreflight" ? closeUnder(desk) : undefined),
    });
    desk.engine.accept(labelled(1));
    await expect
      .poll(() => desk.fatal.map(String))
      .toEqual([expect.stringMatching(/inbox\.jsonl is closed/)]);
    await desk.close();
  });
});

/** The inbox can take no more, as on a full disk. */
function closeUnder(desk: Desk): undefined {
  desk.inbox.close();
}

async function deskWithSlowPlanner() {
  const held = gate();
  const desk = await openDesk({
    say: async (effect, tree) => {
      if (effect.type === "AskPlanner" && desk.parts().length === 0) await held.opened;
      return desk.world.answer(tree, effect);
    },
  });
  desk.engine.accept(labelled(1));
  await expect.poll(() => desk.count("AskPlanner")).toBe(1);
  return { desk, held };
}
