import { expect, test } from "vitest";
import { priceOfModel, unknownPriceWords } from "#src/effects/llm/prices.ts";

test("a known model has its listed price, offline", () => {
  expect(priceOfModel("gpt-4o-mini", {})).toEqual({
    inputPerMTok: 0.15,
    cachedInputPerMTok: 0.075,
    outputPerMTok: 0.6,
  });
  expect(priceOfModel("gpt-4o-mini", {}, "http://127.0.0.1:1/v1")?.inputPerMTok).toBe(0.15);
  expect(priceOfModel("gpt-4o-mini", {}, "https://api.openai.com/v1")?.outputPerMTok).toBe(0.6);
});

test("a tiered price counts as its dearest tier", () => {
  expect(priceOfModel("gemini-2.5-pro", {})).toMatchObject({ inputPerMTok: 2.5, outputPerMTok: 15 });
});

test("the configuration's price goes first; without either there is none, and the words say how to give it", () => {
  const own = { inputPerMTok: 0, outputPerMTok: 0 };
  expect(priceOfModel("gpt-4o-mini", { "gpt-4o-mini": own })).toBe(own);
  expect(priceOfModel("my-own-model", {})).toBeUndefined();
  expect(unknownPriceWords("my-own-model")).toContain('prices:\n  "my-own-model": { inputPerMTok:');
});
