import { expect, test } from "vitest";
import { versionFits } from "#src/local/runner/builtin/version.ts";
import { expandMatrix, legSuffix } from "#src/local/runner/matrix.ts";

test("GitHub's own example of include", () => {
  const legs = expandMatrix({
    fruit: ["apple", "pear"],
    animal: ["cat", "dog"],
    include: [
      { color: "green" },
      { color: "pink", animal: "cat" },
      { fruit: "apple", shape: "circle" },
      { fruit: "banana" },
      { fruit: "banana", animal: "cat" },
    ],
  });
  expect(legs).toEqual([
    { fruit: "apple", animal: "cat", color: "pink", shape: "circle" },
    { fruit: "apple", animal: "dog", color: "green", shape: "circle" },
    { fruit: "pear", animal: "cat", color: "pink" },
    { fruit: "pear", animal: "dog", color: "green" },
    { fruit: "banana" },
    { fruit: "banana", animal: "cat" },
  ]);
});

test("include alone makes the legs; exclude takes partial matches, also inside of maps", () => {
  expect(expandMatrix({ include: [{ site: "a" }, { site: "b" }] })).toEqual([{ site: "a" }, { site: "b" }]);
  const os = [
    { name: "linux", arch: "x64" },
    { name: "mac", arch: "arm" },
  ];
  const legs = expandMatrix({
    os,
    node: [20, 24],
    exclude: [
      { os: { name: "mac" }, node: 20 },
      { node: 24, os: { name: "linux" } },
    ],
  });
  expect(legs.map(legSuffix)).toEqual([" (linux, x64, 20)", " (mac, arm, 24)"]);
});

test.each([
  ["text", "must be a map"],
  [{ a: "text" }, "strategy.matrix.a must be a list"],
  [{ a: [1], include: { b: 1 } }, "strategy.matrix.include must be a list of maps"],
])("%j is no matrix", (matrix, reason) => {
  expect(() => expandMatrix(matrix)).toThrow(reason);
});

test.each([
  ["", "3.11.7", true],
  ["lts/*", "20.1.0", true],
  ["24", "24.3.0", true],
  ["24.x", "24.3.0", true],
  ["v20.1", "20.1.9", true],
  ["20.1", "20.11.0", false],
  ["2", "24.0.0", false],
  ["^20.5.0", "20.1.0", true],
  [">=20", "24.0.0", true],
  [">= 22.4", "20.0.0", false],
  ["3.12", "3.11.7", false],
])("version %j fits %s: %s", (wanted, version, fits) => {
  expect(versionFits(wanted, version)).toBe(fits);
});
