import { join } from "node:path";
import { expect, test } from "vitest";
import { editSnapshot } from "#test/effects/beads/grove.ts";
import { openDesk } from "./desk.ts";
import { openDeskAtChecks } from "./desk-at-checks.ts";
import { labelled, said } from "./world.ts";

test("what brought a receipt that is held back in memory comes again after a kill, until it is written", async () => {
  const { desk, letGo } = await openDeskAtChecks();
  const pending = () => desk.inbox.pending().map(({ event }) => event.type);
  desk.engine.accept(labelled(1));
  await expect.poll(() => desk.count("ReadChecks")).toBe(1);
  expect(desk.parts()[0]?.attempts[0]?.pullRequest).toBeDefined();
  const stored = JSON.stringify(await desk.store.load());
  expect(stored).not.toContain('"pullRequest"');
  expect(stored).not.toContain('"patch"');
  expect(pending()).toEqual(expect.arrayContaining(["AttemptReported", "PullRequestOpened"]));
  // The merge is written at once, and all that was held back with it.
  letGo();
  await desk.rest();
  expect(desk.parts()[0]?.status).toBe("done");
  expect(JSON.stringify(await desk.store.load())).toContain('"pullRequest"');
  expect(pending().filter((type) => type === "AttemptReported" || type === "PullRequestOpened")).toEqual([]);
  await desk.close();
});

test("a reload that finds nothing new neither reads nor writes, until receipts have waited for a minute", async () => {
  let now = Date.now();
  const desk = await openDesk({ clock: () => now });
  desk.engine.accept(labelled(1));
  await desk.rest();
  const { loads } = desk.forest;
  const pending = desk.inbox.pending();
  expect(pending.length).toBeGreaterThan(0);
  await desk.engine.reload();
  expect([desk.forest.loads, desk.inbox.pending()]).toEqual([loads, pending]);
  now += 61_000;
  await desk.engine.reload();
  expect([desk.forest.loads, desk.inbox.pending()]).toEqual([loads + 1, []]);
  await desk.close();
});

test("what a person's edit of the row kept from being written is decided again on what they wrote", async () => {
  const { desk, letGo } = await openDeskAtChecks();
  desk.engine.accept(labelled(1));
  await expect.poll(() => desk.count("ReadChecks")).toBe(1);
  const [part] = desk.parts();
  const known = part?.attempts[0]?.pullRequest;
  const at = { dir: join(desk.dir, "beads"), store: desk.store };
  await editSnapshot(at, part?.id ?? "", { title: "Invoices, says Ada" });
  await desk.engine.reload();
  expect(desk.parts()[0]).toMatchObject({ title: "Invoices, says Ada", attempts: [{ pullRequest: known }] });
  expect(desk.count("OpenPullRequest")).toBe(1);
  letGo();
  await desk.rest();
  expect(desk.parts()[0]?.status).toBe("done");
  await desk.close();
});

test("what was kept from being written is decided again before what came after it", async () => {
  const { desk, letGo } = await openDeskAtChecks();
  desk.engine.accept(labelled(1));
  await expect.poll(() => desk.count("ReadChecks")).toBe(1);
  const [part] = desk.parts();
  const pullRequest = part?.attempts[0]?.pullRequest ?? 0;
  await editSnapshot({ dir: join(desk.dir, "beads"), store: desk.store }, part?.id ?? "", { priority: 0 });
  const merged = { type: "PullRequestClosed" as const, merged: true, mergedSha: "e".repeat(40), by: "ada" };
  desk.engine.accept(said({ ...merged, pullRequest }, "merged-by-hand"));
  await desk.engine.caughtUp();
  expect(desk.parts()[0]).toMatchObject({
    status: "done",
    attempts: [{ pullRequest, mergedSha: merged.mergedSha }],
  });
  letGo();
  await desk.rest();
  await desk.close();
});
