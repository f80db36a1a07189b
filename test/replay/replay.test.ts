import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { replayTrace } from "#src/cli/replay.ts";
import { replayWords } from "#src/cli/replay-words.ts";
import { runs } from "./runs.ts";

const folder = join(import.meta.dirname, "fixtures");
const fixtures = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
const accepted = z
  .array(z.strictObject({ fixture: z.string(), line: z.int(), why: z.string().min(20) }))
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, "accepted.json"), "utf8")));

test.each(fixtures)("%s is decided today as it was when it was recorded", (fixture) => {
  const result = replayTrace(join(folder, fixture));
  const { difference } = result;
  const on = accepted.find((each) => each.fixture === fixture);
  if (difference?.line === on?.line) return;
  expect.fail(
    `${replayWords(result)}${on === undefined ? "" : `accepted was line ${on.line}: ${on.why}\n`}see test/replay/accepted.md`,
  );
});

test("every kind of run is kept, and what is accepted names one of them", () => {
  expect(Object.keys(runs).filter((name) => !fixtures.includes(`${name}.jsonl`))).toEqual([]);
  expect(fixtures.length).toBeGreaterThanOrEqual(20);
  expect(accepted.filter(({ fixture }) => !fixtures.includes(fixture))).toEqual([]);
});
