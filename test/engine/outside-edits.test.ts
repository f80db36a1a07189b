import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { editSnapshot } from "#test/effects/beads/grove.ts";
import { type Desk, openDesk } from "./desk.ts";
import { labelled, rootOfIssue, World } from "./world.ts";

describe("a person who edits the tree", () => {
  test("while a write is on its way is right: it is decided again on what they wrote", async () => {
    const desk = await openDesk({
      say: async (effect, tree) => {
        if (effect.type === "AskPlanner") await edit(desk, rootOfIssue(1), { title: "Invoices, says Ada" });
        return desk.world.answer(tree, effect);
      },
    });
    desk.engine.accept(labelled(1));
    await desk.rest();
    expect(stateOf(desk.tree())).toBe("ready");
    expect(desk.tree().tasks.get(rootOfIssue(1))?.title).toBe("Invoices, says Ada");
    expect(desk.count("AskPlanner")).toBe(1);
    await desk.reread();
    expect(desk.inbox.pending()).toEqual([]);
    await desk.close();
  });

  test("is noticed by a reload, and the tree goes on from there", async () => {
    const desk = await openDesk({
      world: new World(Date.now, 2),
      say: (effect, tree) =>
        effect.type === "Dispatch" && tree.tasks.get(effect.task)?.index === 0
          ? [
              {
                type: "EffectFailed",
                task: effect.task,
                key: effect.key,
                kind: "human",
                message: "no",
                at: 1,
              },
            ]
          : undefined,
    });
    desk.engine.accept(labelled(1));
    await desk.rest();
    expect(desk.parts().map(({ status }) => status)).toEqual(["running", "done"]);
    const stuck = desk.parts()[0]?.id ?? "";
    await edit(desk, stuck, { status: "closed", closed_at: "2026-01-05T00:00:00Z", close_reason: "by hand" });
    await desk.engine.reload();
    await desk.rest();
    expect(desk.parts()[0]).toMatchObject({ status: "done", reason: "by hand" });
    expect(stateOf(desk.tree())).toBe("ready");
    await desk.close();
  });

  test("of one root makes another's lost receipts good again", async () => {
    const desk = await openDesk();
    desk.engine.accept(labelled(1));
    await desk.rest();
    await edit(desk, rootOfIssue(1), { priority: 0 });
    desk.engine.accept(labelled(2));
    await desk.rest(2);
    await desk.rest(1);
    expect([stateOf(desk.tree(1)), stateOf(desk.tree(2))]).toEqual(["ready", "ready"]);
    expect(desk.tree(1).tasks.get(rootOfIssue(1))?.facts?.sticky).toBeDefined();
    await desk.close();
  });

  test("who writes what no row can be is told so by the reload, and nothing else happens", async () => {
    const desk = await openDesk();
    desk.engine.accept(labelled(1));
    await desk.rest();
    const { metadata } = (await desk.store.load()).find(({ id }) => id === rootOfIssue(1)) ?? {};
    await edit(desk, rootOfIssue(1), { metadata: { ...metadata, fx_size: "HUGE" } });
    await expect(desk.engine.reload()).rejects.toThrow(/fx_size/);
    expect(stateOf(desk.tree())).toBe("ready");
    expect(desk.fatal).toEqual([]);
    await desk.close();
  });
});

function edit(desk: Desk, id: string, change: object): Promise<void> {
  return editSnapshot({ dir: join(desk.dir, "beads"), store: desk.store }, id, change);
}
