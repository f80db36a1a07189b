import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { rootOf } from "#src/core/tree.ts";
import { logReport } from "../../examples/models/log-report.ts";
import { openHouse } from "./house.ts";
import { specOf } from "./sample.ts";

const spec = specOf(readFileSync(new URL("../../examples/log-report/spec.md", import.meta.url), "utf8"));

test("a repository without Node in its checks: two leaves side by side, judged by its own matrix of shells", async () => {
  const house = await openHouse({ sample: "log-report", script: logReport });
  await house.label(spec);
  const tree = await house.watch.rest();
  expect(stateOf(tree)).toBe("ready");
  expect([...tree.tasks.values()].map(({ title, attempts }) => [title, attempts.length])).toEqual([
    [spec.title, 0],
    ["Count failed requests", 1],
    ["List the slowest paths", 1],
  ]);
  expect(
    rootOf(tree)
      .facts.judgement?.checks.map(({ name, conclusion }) => `${name}: ${conclusion}`)
      .sort(),
  ).toMatchInlineSnapshot(`
    [
      "summary: success",
      "syntax: success",
      "test (bash): success",
      "test (sh): success",
    ]
  `);
});
