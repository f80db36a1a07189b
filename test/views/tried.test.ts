import { expect, test } from "vitest";
import type { Task } from "#src/core/tree.ts";
import { triedBlocks } from "#src/views/tried.ts";
import { hostile, long } from "./hostile.ts";
import { finished, part, planned, stuck } from "./story.ts";

test("what was tried is told attempt by attempt, with its evidence; nothing when nothing was", () => {
  expect(triedBlocks(part(stuck(), 0)).join("\n\n")).toMatchSnapshot("a stuck leaf");
  expect(triedBlocks(part(planned(), 1))).toEqual([]);
  const planning = { ask: 2, refusals: ["no acceptance criterion"], reservedUsd: 0, mustSplit: false };
  expect(triedBlocks({ ...part(planned(), 1), planning })).toEqual([
    "**What was tried**",
    "Plan 1 was refused: no acceptance criterion",
  ]);
});

test("a red check of its own, an open attempt and many attempts are shown too", () => {
  const task = part(finished(), 0);
  const [failed, green] = task.attempts;
  const many = Array.from(
    { length: 9 },
    (_, index) => ({ ...failed, n: index + 1 }) as Task["attempts"][number],
  );
  const judgement = {
    sha: "b",
    since: 0,
    next: "settled",
    state: "failed",
    checks: [],
    digest: "1 failed",
  } as const;
  const told = (change: Partial<Task>) => triedBlocks({ ...task, ...change }).join("\n\n");
  expect(told({ attempts: many })).toContain("1 earlier attempt, not shown, and then:");
  expect(told({ attempts: green ? [green] : [] })).toContain("🟢 test success on");
  expect(told({ attempts: [], check: { n: 1, judgement: { ...judgement, checks: [] } } })).toContain(
    "Its own check `npm test` on the epic branch:\n\n```text\n1 failed\n```",
  );
});

test("logs and reasons cannot leave their place", () => {
  const task = part(stuck(), 0);
  for (const text of [...hostile, ...long]) {
    const attempts = task.attempts.map((attempt) => ({
      ...attempt,
      outcome: { class: "check" as const, reason: text, digest: text },
    }));
    const blocks = triedBlocks({ ...task, attempts });
    expect(blocks).toHaveLength(1 + attempts.length);
    expect(blocks.join("\n").length).toBeLessThan(20_000);
    expect(blocks.join("\n")).not.toContain("<!--");
    // Everything after an attempt's first line is under its bullet.
    for (const block of blocks.slice(1)) expect(block).toMatch(/^- .*(\n(| {2}.*))*$/);
  }
});
