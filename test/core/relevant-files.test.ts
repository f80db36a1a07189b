import { expect, test } from "vitest";
import { chooseRelevantFiles } from "#src/core/relevant-files.ts";

const files = [
  "README.md",
  "package.json",
  "package-lock.json",
  ".github/workflows/ci.yml",
  ".github/workflows/fractal-worker.yml",
  "src/invoice/total.ts",
  "src/invoice/currencies.ts",
  "src/user.ts",
  "src/index.ts",
  "docs/logo.png",
  "node_modules/invoice/index.js",
].map((path) => ({ path, bytes: 1000 }));

test("named files first, then what every task needs, then near names; the rest not at all", () => {
  const chosen = chooseRelevantFiles(
    files,
    "Round totals in src/user.ts and index.ts, per invoice currency",
    100_000,
  );
  expect(chosen.map(({ path, why }) => `${path}: ${why}`)).toEqual([
    "src/user.ts: named in the text",
    "src/index.ts: its name is in the text",
    "README.md: README",
    "package.json: manifest",
    ".github/workflows/ci.yml: CI",
    "src/invoice/total.ts: shares invoice, total",
    "src/invoice/currencies.ts: shares invoice",
  ]);
});

test("equals are in the order of their paths", () => {
  const equals = ["src/order-b.ts", "src/order-c.ts", "src/order-a.ts"].map((path) => ({ path, bytes: 1 }));
  expect(chooseRelevantFiles(equals, "order", 99).map(({ path }) => path)).toEqual([
    "src/order-a.ts",
    "src/order-b.ts",
    "src/order-c.ts",
  ]);
});

test("a path counts as named only as a whole", () => {
  const named = (text: string) => chooseRelevantFiles([{ path: "a.ts", bytes: 1 }], text, 100).length;
  expect(named("see `a.ts`.")).toBe(1);
  expect(named("see data.ts and a.tsx, then a.ts")).toBe(1);
  expect(named("see data.ts")).toBe(0);
  expect(named("see a.ts-old")).toBe(0);
});

test("the room is shared: a quarter of it for one file, and no more than there is", () => {
  const big = ["a.md", "b.md", "c.md", "d.md", "e.md"].map((path) => ({ path, bytes: 900 }));
  const chosen = chooseRelevantFiles(big, "a.md b.md c.md d.md e.md", 1000);
  expect(chosen.map(({ bytes }) => bytes)).toEqual([250, 250, 250, 250]);
  expect(chooseRelevantFiles(big, "a.md b.md", 10_000, 1)).toHaveLength(1);
  expect(chooseRelevantFiles([{ path: "a.md", bytes: 0 }], "a.md", 1000)).toEqual([]);
});
