import { describe, expect, test } from "vitest";
import { Status } from "#src/core/task.ts";
import { Bead } from "#src/effects/beads/bead.ts";
import { changedBead, newBeadOf, taskOf } from "#src/effects/beads/row.ts";
import { attempt, leaf, now, oak, root, rowOf } from "./leaf.ts";

const one = "fx-leaf0001";

describe("columns", () => {
  test("only the row's own fields are columns, everything else is flat metadata", () => {
    const task = leaf(one, {
      issue: { number: 7, id: 1007, nodeId: "I_7" },
      needs: ["fx-leaf0002"],
      attempts: [attempt()],
    });
    expect(newBeadOf(task)).toMatchSnapshot();
  });

  test("a title that is too long for Beads is cut between two characters", () => {
    const cut = (title: string) => newBeadOf(leaf(one, { title })).title;
    expect(cut("x".repeat(501))).toBe("x".repeat(500));
    expect(cut("x".repeat(499) + "é")).toBe("x".repeat(499));
    expect(cut("好".repeat(200))).toBe("好".repeat(166));
    expect(cut("🎉".repeat(126))).toBe("🎉".repeat(125));
    expect(cut("\ufeffx\ufffd")).toBe("\ufeffx\ufffd");
  });

  test("an epic is what has children or is a root", () => {
    expect(newBeadOf(leaf(one, { status: "split" })).issue_type).toBe("epic");
    expect(newBeadOf(root(oak)).issue_type).toBe("epic");
    expect(changedBead(rowOf(leaf(one)), leaf(one, { status: "split" }), now).issue_type).toBe("epic");
    expect(changedBead({ ...rowOf(leaf(one)), issue_type: "bug" }, leaf(one), now).issue_type).toBe("bug");
  });

  test("every status is one of Beads' four", () => {
    const four = Status.options.map((status) => [
      status,
      changedBead(rowOf(leaf(one)), leaf(one, { status }), now).status,
    ]);
    expect(Object.fromEntries(four)).toEqual({
      queued: "open",
      ready: "open",
      planning: "in_progress",
      split: "in_progress",
      running: "in_progress",
      validating: "in_progress",
      blocked: "blocked",
      escalated: "blocked",
      needs_human: "blocked",
      failed: "blocked",
      done: "closed",
      cancelled: "closed",
    });
  });
});

describe("what a person keeps in a row", () => {
  test("travels along: notes, labels, priority, assignee, their own metadata and links, whatever Beads will have", () => {
    const theirs = {
      notes: "call Ada first",
      labels: ["urgent"],
      priority: 0,
      assignee: "ada",
      design: "on paper",
      waiters: ["grace"],
    };
    const bead = rowOf(leaf(one));
    const before = Bead.parse({
      ...bead,
      ...theirs,
      metadata: { ...bead.metadata, ticket: "T-1", nested: { a: [1] }, fx_of_an_older_version: 1 },
    });
    const after = changedBead(before, leaf(one, { status: "running", title: "New" }), now);
    expect(after).toMatchObject({ ...theirs, title: "New", status: "in_progress" });
    expect(after.metadata).toMatchObject({ ticket: "T-1", nested: { a: [1] }, fx_status: "running" });
    expect(after.metadata).not.toHaveProperty("fx_of_an_older_version");
  });

  test("a row of their own is none of ours", () => {
    const { metadata: _, ...bead } = rowOf(leaf(one));
    expect(taskOf(Bead.parse(bead))).toBeUndefined();
    expect(taskOf(Bead.parse({ ...bead, metadata: { ticket: "T-1" } }))).toBeUndefined();
  });

  test("the reason and the time of a close are theirs when they closed it, and go when it is open again", () => {
    const closed = { ...rowOf(leaf(one, { status: "needs_human", reason: "red" })), status: "closed" };
    const byHand = { ...closed, closed_at: "2026-01-01T00:00:00Z", close_reason: "did it by hand" };
    const task = taskOf(byHand);
    expect(task).toMatchObject({ status: "done", reason: "did it by hand" });
    expect(changedBead(byHand, { ...leaf(one), status: "done" }, now)).toMatchObject({
      closed_at: "2026-01-01T00:00:00Z",
      close_reason: "did it by hand",
    });
    expect(changedBead(rowOf(leaf(one)), leaf(one, { status: "cancelled" }), now)).toMatchObject({
      closed_at: "2026-01-05T00:00:00.000Z",
      close_reason: "cancelled",
    });
    const reopened = changedBead(byHand, leaf(one, { status: "ready" }), now);
    expect(reopened).not.toHaveProperty("closed_at");
    expect(reopened).not.toHaveProperty("close_reason");
  });
});

describe("a row of ours that says what no task can be is never dropped", () => {
  test.each<[string, Record<string, unknown>, RegExp]>([
    [
      "a word that is none",
      { fx_size: "HUGE" },
      /the row fx-leaf0001 \(“Leaf”\) is not as Fractal wrote it: fx_size: Invalid option/,
    ],
    ["a number for a text", { fx_verify: 7 }, /fx_verify: .*expected string/],
    ["a fault deep inside", { fx_attempts: [{ n: "one" }] }, /fx_attempts\.0\.n: .*expected number/],
    [
      "a field that was taken away",
      { fx_root: undefined },
      /fx_root: .*put it right with: bd update fx-leaf0001 --set-metadata/,
    ],
    ["several at once", { fx_size: "HUGE", fx_risk: "none" }, /fx_size: .*; fx_risk: /],
  ])("%s", (_, metadata, message) => {
    const row = rowOf(leaf(one));
    const entries = Object.entries({ ...row.metadata, ...metadata }).filter(
      ([, value]) => value !== undefined,
    );
    const broken = Bead.parse({ ...row, metadata: Object.fromEntries(entries) });
    expect(() => taskOf(broken)).toThrow(message);
    expect(() => taskOf(broken)).toThrow(expect.objectContaining({ name: "TaskStoreError", next: "person" }));
  });
});
