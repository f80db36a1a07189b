import { describe, expect, test } from "vitest";
import { rootOf } from "#src/core/tree.ts";
import { gate, openDesk } from "./desk.ts";
import { openDeskAtChecks } from "./desk-at-checks.ts";
import { labelled, rootOfIssue, said, sha, World } from "./world.ts";

describe("deliveries", () => {
  test("that come twice are once; another label on the same issue changes nothing", async () => {
    const desk = await openDesk();
    expect(desk.engine.accept(labelled(1, "d1"))).toBe(true);
    expect(desk.engine.accept(labelled(1, "d1"))).toBe(false);
    expect(desk.engine.accept(labelled(1, "d2"))).toBe(true);
    await desk.rest();
    expect(desk.engine.accept(labelled(1, "d1"))).toBe(false);
    expect(desk.engine.accept(labelled(1, "d3"))).toBe(true);
    await desk.rest();
    expect(desk.forest.roots()).toEqual([rootOfIssue(1)]);
    expect([desk.count("RunPreflight"), desk.count("AskPlanner"), desk.count("Dispatch")]).toEqual([1, 1, 1]);
    await desk.close();
  });

  test("that came before the receipt they speak about are kept, and used when it is there", async () => {
    const desk = await openDesk({
      say: (effect, tree) => {
        if (effect.type !== "Dispatch") return undefined;
        const [dispatched, ended] = desk.world.answer(tree, effect);
        if (dispatched === undefined || ended === undefined) throw new Error("no run");
        desk.engine.accept(said(ended, "run-ended"));
        return [dispatched];
      },
    });
    desk.engine.accept(said({ type: "ChecksChanged", sha: sha("f") }, "nobody's"));
    desk.engine.accept(labelled(1));
    await desk.rest();
    expect(desk.parts()[0]?.status).toBe("done");
    await desk.reread();
    expect(desk.inbox.pending().map(({ id }) => id)).toEqual(["nobody's"]);
    await desk.close();
  });

  test("that nobody ever claims do not pile up", async () => {
    const desk = await openDesk();
    for (let n = 0; n < 520; n += 1)
      desk.engine.accept(said({ type: "RunEnded", runId: n, conclusion: "success" }, `foreign-${n}`));
    // People talk under issues that are none of ours all day long.
    const talk = { type: "CommentWritten", issue: 99, comment: 1, by: "ada", body: "Hm.", at: 0 } as const;
    expect(desk.engine.accept(said(talk, "talk"))).toBe(true);
    const pending = desk.inbox.pending().map(({ id }) => id);
    expect(pending).toHaveLength(500);
    expect(pending.at(-1)).toBe("foreign-519");
    await desk.close();
  });

  test("that the trace finds no room for are worked off all the same, each of those that came together", async () => {
    let isFull = true;
    const desk = await openDesk({
      beforeTrace: ({ type }) => {
        if (type === "event" && isFull) throw new Error("the disk is full");
      },
    });
    const both = [labelled(1), labelled(2)];
    expect(() => desk.engine.acceptAll(both)).toThrow("the disk is full");
    isFull = false;
    expect(desk.engine.acceptAll(both)).toEqual([]);
    await Promise.all([desk.rest(1), desk.rest(2)]);
    expect(desk.forest.roots().toSorted()).toEqual([rootOfIssue(1), rootOfIssue(2)].toSorted());
    await desk.close();
  });

  test("that say neither root nor repository are worked off at once", async () => {
    const desk = await openDesk();
    expect(desk.engine.accept({ id: "d1", event: { type: "RequestSeen" } })).toBe(true);
    expect(desk.inbox.pending()).toEqual([]);
    await desk.close();
  });

  test("that come before the trees are loaded are durable, and worked off once they are", async () => {
    const desk = await openDesk({ started: false });
    expect(desk.engine.accept(labelled(1))).toBe(true);
    expect(desk.forest.roots()).toEqual([]);
    await desk.engine.start();
    await desk.rest();
    expect(desk.parts()[0]?.status).toBe("done");
    await desk.close();
  });
});

describe("several roots", () => {
  test("go side by side: one that waits for the world holds up no other", async () => {
    const slow = gate();
    const desk = await openDesk({
      say: async (effect, tree) => {
        if (tree.root === rootOfIssue(1) && effect.type === "RunPreflight") await slow.opened;
        return desk.world.answer(tree, effect);
      },
    });
    desk.engine.accept(labelled(1));
    desk.engine.accept(labelled(2));
    await desk.rest(2);
    expect(rootOf(desk.tree(2)).facts.readyForReview).toBe(true);
    expect(desk.engine.isQuiet(rootOfIssue(1))).toBe(false);
    expect(rootOf(desk.tree(1)).facts.preflight).toBeUndefined();
    slow.open();
    await desk.rest(1);
    expect(rootOf(desk.tree(1)).facts.readyForReview).toBe(true);
    await desk.close();
  });

  test("that one event concerns have all worked it off before it is acknowledged", async () => {
    const { desk, letGo } = await openDeskAtChecks();
    desk.engine.accept(labelled(1));
    desk.engine.accept(labelled(2));
    await expect.poll(() => desk.count("ReadChecks")).toBe(2);
    const before = desk.steps.length;
    desk.engine.accept(said({ type: "ChecksChanged", sha: sha("b") }, "both"));
    await expect.poll(() => desk.steps.length).toBeGreaterThanOrEqual(before + 2);
    const [first, second] = desk.steps.slice(before);
    expect(new Set([first?.root, second?.root]).size).toBe(2);
    expect(first?.pending).toContain("both");
    letGo();
    await Promise.all([desk.rest(1), desk.rest(2)]);
    await desk.reread();
    expect(desk.inbox.pending()).toEqual([]);
    await desk.close();
  });
});

describe("effects", () => {
  test("are not started again while they are under way, whatever happens meanwhile", async () => {
    const held = gate();
    const desk = await openDesk({
      say: async (effect, tree) => {
        if (effect.type === "AskPlanner") await held.opened;
        return desk.world.answer(tree, effect);
      },
    });
    desk.engine.accept(labelled(1));
    await expect.poll(() => desk.count("AskPlanner")).toBe(1);
    for (let n = 0; n < 5; n += 1) {
      desk.engine.accept(said({ type: "IssueEdited", issue: 1, by: "ada" }, `edit-${n}`));
      await expect.poll(() => desk.inbox.pending().filter(({ id }) => id.startsWith("edit"))).toEqual([]);
    }
    expect(desk.count("AskPlanner")).toBe(1);
    held.open();
    await desk.rest();
    expect(desk.count("AskPlanner")).toBe(1);
    await desk.close();
  });

  test("for people take turns, and what waited for its turn is done as it is due by then", async () => {
    const held = gate();
    const desk = await openDesk({
      world: new World(Date.now, 2),
      say: async (effect, tree) => {
        if (effect.type === "WriteSticky") await held.opened;
        return desk.world.answer(tree, effect);
      },
    });
    desk.engine.accept(labelled(1));
    await expect.poll(() => desk.parts().map(({ status }) => status)).toEqual(["done", "done"]);
    held.open();
    await desk.rest();
    const mirrored = desk.performed.flatMap((effect) =>
      effect.type === "MirrorIssue" ? [effect.state] : [],
    );
    expect(mirrored).toEqual(["|done|0", "|done|0"]);
    await desk.close();
  });

  test.each([
    ["nothing at all", []],
    [
      "what changes nothing",
      [{ type: "PlannerReplied", task: "fx-none0001", ask: 9, usage: noUsage() }] as const,
    ],
  ])(
    "that answer with %s are not done over and over, but again when something happens",
    async (_, events) => {
      const desk = await openDesk({
        say: (effect) => (effect.type === "AskPlanner" ? [...events] : undefined),
      });
      desk.engine.accept(labelled(1));
      await desk.rest();
      const before = desk.count("AskPlanner");
      expect(before).toBeLessThan(6);
      desk.engine.accept(said({ type: "IssueEdited", issue: 1, by: "ada" }, "edit"));
      await expect.poll(() => desk.count("AskPlanner")).toBeGreaterThan(before);
      await desk.rest();
      expect(desk.count("AskPlanner")).toBeLessThan(before + 6);
      await desk.close();
    },
  );

  test("that said nothing while the tree moved on are done again on the new tree", async () => {
    const held = gate();
    const desk = await openDesk({
      say: async (effect, tree) => {
        if (effect.type !== "AskPlanner" || desk.count("AskPlanner") > 1)
          return desk.world.answer(tree, effect);
        await held.opened;
        return [];
      },
    });
    desk.engine.accept(labelled(1));
    await expect.poll(() => desk.count("AskPlanner")).toBe(1);
    desk.engine.accept(said({ type: "IssueEdited", issue: 1, by: "ada" }, "edit"));
    await expect.poll(() => desk.inbox.pending().filter(({ id }) => id.startsWith("edit"))).toEqual([]);
    held.open();
    await desk.rest();
    expect(desk.parts()[0]?.status).toBe("done");
    await desk.close();
  });

  test("that failed for now come back by the clock alone", async () => {
    const desk = await openDesk({
      say: (effect) =>
        effect.type === "EnsureEpic" && desk.count("EnsureEpic") < 3
          ? [
              {
                type: "EffectFailed",
                task: effect.task,
                key: effect.key,
                kind: "retry",
                message: "502",
                retryAfterMs: 40,
                at: Date.now(),
              },
            ]
          : undefined,
    });
    desk.engine.accept(labelled(1));
    await expect.poll(() => desk.parts()[0]?.status, { timeout: 15_000 }).toBe("done");
    expect(desk.count("EnsureEpic")).toBe(3);
    await desk.rest();
    await desk.close();
  }, 30_000);
});

function noUsage() {
  return { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0, usd: 0, calls: 0 };
}
