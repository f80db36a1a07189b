import { expect, test } from "vitest";
import { part, split } from "./plans.ts";
import { Talk } from "./talk.ts";

const owned = Array.from({ length: 10 }, (_, at) => `src/deep/${"x".repeat(10)}${at}.js`);

/** Thirty parts, each with all the files that one may name, and none of them its parent's. */
function confused(): ReturnType<typeof split> {
  const files = (at: number) =>
    Array.from({ length: 50 }, (_, file) => `lib/${at}/${file}/${"y".repeat(20)}`);
  return split(
    "M",
    Array.from({ length: 30 }, (_, at) => part(`child ${at}`, { files: files(at) })),
  );
}

test("a planner that is refused for more reasons than anybody reads is told, and people are, the first few and how many there are", () => {
  const story = new Talk({
    planner: (task) =>
      task.parent === null
        ? split("XL", [part("wide", { size: "L", files: owned }), part("small")])
        : confused(),
  });
  story.label().run();
  const wide = story.task("wide");
  const [first = "", second] = wide.planning?.refusals ?? [];
  expect(wide).toMatchObject({ status: "needs_human", question: { askedAt: expect.any(Number) } });
  expect(second).toBe(first);
  expect(first.length).toBeLessThan(4000);
  expect(first).toContain('child 0 "child 0": owns 50 files, at most 3: split it');
  expect(first).toMatch(/; and \d+ more of this kind$/);
  expect(first).toContain("and 49 more are outside the files of its parent (src/deep/xxx");
  expect(JSON.stringify(wide).length).toBeLessThan(30_000);
});

test("a patch with hundreds of files that were not for it is refused in few words", () => {
  const words = (at: number) => `lib/${at}.js is not among the files of this task: ${owned.join(", ")}`;
  const violations = Array.from({ length: 500 }, (_, at) => ({
    code: "scope",
    path: `lib/${at}.js`,
    words: words(at),
    kind: "unsafe" as const,
  }));
  const story = new Talk({
    planner: () => split("L", [part("one"), part("two")]),
    worker: ({ title }) => (title === "one" ? { violations } : {}),
  });
  story.label().run();
  const one = story.task("one");
  expect(one.status).toBe("needs_human");
  expect(one.attempts.at(-1)?.outcome?.reason).toMatch(
    /^lib\/0\.js is not among.*; and 490 more of this kind$/,
  );
  expect(JSON.stringify(one).length).toBeLessThan(20_000);
});
