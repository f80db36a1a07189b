import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseConfig } from "#src/config.ts";
import { configSchema } from "#src/config-fault.ts";
import { Config } from "#src/core/rules.ts";
import { NeedsHuman } from "#src/errors.ts";

const defaults = Config.parse({});

describe("a config", () => {
  test.each([
    ["that is absent", undefined],
    ["that is empty", ""],
    ["of blanks", " \n\n"],
    ["of comments", "# nothing yet\n"],
    ["of an empty map", "{}"],
    ["of nothing but a document mark", "---\n"],
  ])("%s is all defaults", (_, text) => {
    expect(parseConfig(text)).toEqual(defaults);
  });

  test("that says some things leaves the others as they are", () => {
    const text = "models:\n  worker: [small, strong]\nbudget: { usd: 12.5 }\nverify: npm test\n";
    expect(parseConfig(text)).toEqual({
      ...defaults,
      models: { ...defaults.models, worker: ["small", "strong"] },
      budget: { usd: 12.5 },
      verify: "npm test",
    });
  });

  test("may use YAML's own ways: anchors, long texts, any order", () => {
    const text = "review: {leaf: human}\nmodels: {planner: &m gpt-5, router: *m}\nverify: >\n  npm test\n";
    expect(parseConfig(text)).toMatchObject({
      review: { leaf: "human" },
      models: { planner: "gpt-5", router: "gpt-5" },
      verify: "npm test\n",
    });
  });
});

describe("an unknown key", () => {
  test.each([
    ["modles: {}", "unknown key modles, did you mean models?"],
    ["Verify: npm test", "unknown key Verify, did you mean verify?"],
    ["limits: { chldrenMax: 3 }", "unknown key limits.chldrenMax, did you mean childrenMax?"],
    ["limits: { children_max: 3 }", "unknown key limits.children_max, did you mean childrenMax?"],
    ["childrenMax: 3", "unknown key childrenMax, did you mean limits.childrenMax?"],
    ["planner: gpt-5", "unknown key planner, did you mean models.planner?"],
    [
      "prices: { m: { inputPerMTok: 1, outputPerMTok: 1, cachedPerMTok: 1 } }",
      "unknown key prices.m.cachedPerMTok, known here: inputPerMTok, outputPerMTok, cachedInputPerMTok",
    ],
    ["budget: { euro: 3 }", "unknown key budget.euro, known here: usd"],
    [
      "kubernetes: {}",
      "unknown key kubernetes, known here: models, prices, budget, ci, verify, checks, review, plan, limits",
    ],
    ["limits: { zzz: 1 }", /unknown key limits\.zzz$/],
    ["constructor: 1", /unknown key constructor, known here/],
    ["limits: { toString: 1 }", /unknown key limits\.toString$/],
    ["__proto__: { ci: own }", /unknown key __proto__/],
    ["1: 2", /unknown key 1, known here/],
    ["? [a, b]\n: 1", /stringKeys|unknown key/],
  ])("%s", (text, message) => {
    expect(fault(text)).toMatch(message);
  });
});

describe("a wrong value is told in plain words", () => {
  test.each([
    ["limits: { depthMax: 9 }", "limits.depthMax is 9, but it takes a whole number from 1 to 7"],
    ["limits: { depthMax: 2.5 }", "limits.depthMax is 2.5, but it takes a whole number from 1 to 7"],
    ["limits: { depthMax: three }", 'limits.depthMax is "three", but it takes a whole number from 1 to 7'],
    ["limits: { leafBytesMax: 0 }", "limits.leafBytesMax is 0, but it takes a whole number of at least 1"],
    [
      "limits: { attemptMinutesMax: .nan }",
      "limits.attemptMinutesMax is NaN, but it takes a number from 0.1 to 350",
    ],
    ["limits: 7", "limits is 7, but it takes the keys childrenMax, depthMax, nodesMax"],
    ["budget: { usd: 0 }", "budget.usd is 0, but it takes a number above 0"],
    ["budget: 5", "budget is 5, but it takes the keys usd"],
    ["ci: both", 'ci is "both", but it takes own or verify'],
    ["review: { leaf: true }", "review.leaf is true, but it takes auto or human"],
    ["verify:", "verify has no value, but it takes a text of 1 to 1000 characters"],
    ["verify: [npm, test]", "verify is a list, but it takes a text of 1 to 1000 characters"],
    ["models: { planner: '' }", 'models.planner is "", but it takes a text that is not empty'],
    [
      "models: { worker: gpt-5 }",
      'models.worker is "gpt-5", but it takes a list of 1 to 6, each a text that is not empty',
    ],
    ["models: { worker: [gpt-5, 5] }", "models.worker.1 is 5, but it takes a text that is not empty"],
    [
      "prices: { m: { inputPerMTok: 1 } }",
      "prices.m.outputPerMTok is missing, but it takes a number of at least 0",
    ],
    ["prices: cheap", 'prices is "cheap", but it takes a map of names'],
    [
      "- models",
      "the file is a list, but it takes the keys models, prices, budget, ci, verify, checks, review, plan, limits",
    ],
    ["just words", 'the file is "just words", but it takes the keys models'],
    [`ci: ${"x".repeat(500)}`, /ci is "x{56}…", but it takes own or verify$/],
  ])("%s", (text, message) => {
    const said = fault(text);
    expect(said).toMatch(message);
    expect(said).toMatch(/^\.github\/fractal\.yml: /);
  });

  test("all faults are told at once, and what to do", () => {
    const thrown = error("modles: {}\nlimits: { depthMax: 9 }\nci: both\n");
    expect(thrown.message).toMatch(/ci is "both".*; limits\.depthMax is 9.*; unknown key modles/);
    expect(thrown.hint).toBe("mend .github/fractal.yml on the default branch");
  });
});

describe("what is not YAML is named with its place", () => {
  const bomb = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    .concat(
      [..."bcdefgh"].map((name, n) => `${name}: &${name} [${Array(9).fill(`*${"abcdefg"[n]}`).join(", ")}]`),
    )
    .join("\n");

  test.each([
    ["an open bracket", "models: [a, b\n", /is not YAML: .* at line 2, column 1$/],
    ["a tab", "models:\n\tplanner: x\n", /is not YAML: .*[Tt]abs? .* at line 2/],
    ["one key twice", "ci: own\nci: verify\n", /is not YAML: Map keys must be unique at line 2/],
    ["two documents", "ci: own\n---\nci: own\n", /is not YAML: .*multiple documents/],
    ["a name for nothing", "ci: *own\n", /is not YAML: .*own/],
    ["a bomb", bomb, /is not YAML: Excessive alias count/],
    ["brackets without end", "[".repeat(50_000), /is not YAML/],
    ["a book", `verify: ${"x".repeat(200_000)}`, /is longer than 100000 characters/],
    ["bytes", "\u0000\u0001\u0002", /fractal\.yml/],
  ])("%s", (_, text, message) => {
    expect(fault(text)).toMatch(message);
  });
});

describe("the schema for editors", () => {
  const validate = new Ajv({ strict: true, strictTypes: false }).compile(configSchema());

  test("takes what we take and refuses what we refuse", () => {
    for (const text of [
      "{}",
      "models: {worker: [a]}",
      "limits: {depthMax: 7}",
      "prices: {m: {inputPerMTok: 0, outputPerMTok: 1}}",
    ])
      expect([text, validate(parse(text))]).toEqual([text, true]);
    for (const text of [
      "modles: {}",
      "limits: {depthMax: 8}",
      "budget: {usd: 0}",
      "prices: {m: {}}",
      "ci: both",
      "[]",
    ])
      expect([text, validate(parse(text))]).toEqual([text, false]);
  });

  test("is the one in the repository, and the check notices when it is not", async () => {
    const root = join(import.meta.dirname, "..");
    const file = JSON.parse(readFileSync(join(root, "fractal.schema.json"), "utf8")) as unknown;
    expect(file).toEqual(JSON.parse(JSON.stringify(configSchema())));
    const check = promisify(execFile)(
      process.execPath,
      [join(root, "scripts/write-config-schema.ts"), "--check"],
      {
        cwd: join(root, "scripts"),
      },
    );
    await expect(check).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("run: npx node scripts/"),
    });
  });
});

function error(text: string): NeedsHuman {
  try {
    parseConfig(text);
  } catch (thrown) {
    if (thrown instanceof NeedsHuman) return thrown;
    throw thrown;
  }
  throw new Error(`${text.slice(0, 80)} was taken for a config`);
}

function fault(text: string): string {
  return error(text).message;
}
