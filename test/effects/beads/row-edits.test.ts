import { describe, expect, test } from "vitest";
import type { Status } from "#src/core/task.ts";
import type { Bead } from "#src/effects/beads/bead.ts";
import { changedBead, newBeadOf, taskOf } from "#src/effects/beads/row.ts";
import { asPerson, emptyDatabase, isMissing, openBd } from "./bd-bench.ts";
import { attempt, leaf, now, root, rowOf } from "./leaf.ts";

const one = "fx-leaf0001";

describe("a person's edit of the status has its natural effect", () => {
  test.each<[Status, string, Status]>([
    ["ready", "closed", "done"],
    ["running", "closed", "done"],
    ["needs_human", "closed", "done"],
    ["needs_human", "open", "queued"],
    ["failed", "open", "queued"],
    ["done", "open", "queued"],
    ["done", "in_progress", "queued"],
    ["cancelled", "open", "queued"],
    ["validating", "open", "queued"],
    ["ready", "blocked", "needs_human"],
    ["queued", "deferred", "needs_human"],
    ["done", "blocked", "needs_human"],
    ["needs_human", "deferred", "needs_human"],
    ["blocked", "in_progress", "blocked"],
    ["ready", "in_progress", "ready"],
    ["cancelled", "closed", "cancelled"],
  ])("%s, set to %s, is %s", (status, set, result) => {
    expect(taskOf({ ...rowOf(leaf(one, { status })), status: set })?.status).toBe(result);
  });

  test("what is under way is not taken up anew or set aside by it, but it may be closed", () => {
    const running = rowOf(leaf(one, { status: "running", attempts: [attempt()] }));
    expect(taskOf({ ...running, status: "open" })?.status).toBe("running");
    expect(taskOf({ ...running, status: "deferred" })?.status).toBe("running");
    expect(taskOf({ ...running, status: "closed" })?.status).toBe("done");
  });

  test("opened again starts afresh: who closed it, its own check and its troubles are forgotten", () => {
    const done = leaf(one, {
      status: "done",
      closedBy: { login: "ada", as: "completed" },
      check: { n: 1, judgement: { sha: "a", since: 1, next: "settled", state: "failed", checks: [] } },
      trouble: [{ key: "k", count: 1, message: "m" }],
    });
    const task = taskOf({ ...rowOf(done), status: "open" });
    expect(task).toMatchObject({ status: "queued", reason: "opened again with bd", trouble: [] });
    expect(task).not.toHaveProperty("closedBy");
    expect(task).not.toHaveProperty("check");
  });

  test("title, objective and acceptance are read from the columns that bd edits", () => {
    const bead = { ...rowOf(leaf(one)), title: "T", description: "O", acceptance_criteria: "A" };
    expect(taskOf(bead)).toMatchObject({ title: "T", objective: "O", acceptance: "A" });
    const { description: _d, acceptance_criteria: _a, ...bare } = bead;
    expect(taskOf(bare)).toMatchObject({ objective: "", acceptance: "" });
  });

  test.skipIf(isMissing)("as the real bd writes it", async () => {
    const dir = await emptyDatabase();
    const store = await openBd(dir);
    const ids = ["fx-edit0001", "fx-edit0002", "fx-edit0003", "fx-edit0004"] as const;
    const statuses: Status[] = ["running", "needs_human", "done", "ready"];
    const tasks = ids.map((id) => root(id));
    const made = await store.create(tasks.map(newBeadOf), "plan");
    await store.write(
      made.map((bead, n) => changedBead(bead, root(ids[n] ?? one, { status: statuses[n] ?? "ready" }), now)),
    );
    await store.close();
    await asPerson(dir, "close", ids[0], "-r", "did it by hand");
    await asPerson(dir, "update", ids[1], "--status", "open", "--add-label", "later");
    await asPerson(dir, "update", ids[2], "--status", "open", "--set-metadata", "ticket=7");
    await asPerson(dir, "update", ids[3], "--status", "blocked", "--append-notes", "wait for Ada");
    const again = await openBd(dir);
    const beads = new Map((await again.load()).map((bead) => [bead.id, bead]));
    const read = ids.map((id) => taskOf(found(beads, id)));
    expect(read.map((task) => [task?.status, task?.reason])).toEqual([
      ["done", "did it by hand"],
      ["queued", "opened again with bd"],
      ["queued", "opened again with bd"],
      ["needs_human", `set to "blocked" with bd; to go on: bd update ${ids[3]} --status open`],
    ]);
    await again.write(read.map((task, n) => changedBead(found(beads, ids[n] ?? ""), task ?? leaf(one), now)));
    const kept = new Map((await again.load()).map((each) => [each.id, each]));
    expect(kept.get(ids[0])?.close_reason).toBe("did it by hand");
    expect(kept.get(ids[1])?.labels).toEqual(["later"]);
    expect(kept.get(ids[2])?.metadata["ticket"]).toBe(7);
    expect(kept.get(ids[3])?.notes).toBe("wait for Ada");
    await again.close();
  });
});

function found(beads: ReadonlyMap<string, Bead>, id: string): Bead {
  const bead = beads.get(id);
  if (bead === undefined) throw new Error(`no row ${id}`);
  return bead;
}
