import { calcPrice } from "@pydantic/genai-prices";
import type { ModelPrice } from "#src/core/rules.ts";

/**
 * The price of a model: what the configuration says, else the list shipped with the program. `undefined` when neither knows it; then nothing
 * may be asked of that model, since no budget could hold. A tiered price counts as its dearest tier.
 * Source: `@pydantic/genai-prices`, its bundled data; nothing is fetched.
 */
export function priceOfModel(
  model: string,
  configured: Readonly<Record<string, ModelPrice>>,
  baseUrl?: string,
): ModelPrice | undefined {
  const own = configured[model];
  if (own !== undefined) return own;
  const million = { input_tokens: 1_000_000, output_tokens: 1_000_000 };
  const found =
    (baseUrl === undefined ? null : calcPrice(million, model, { providerApiUrl: baseUrl })) ??
    calcPrice(million, model);
  if (found === null) return undefined;
  const inputPerMTok = dearest(found.model_price["input_mtok"]);
  const outputPerMTok = dearest(found.model_price["output_mtok"]);
  const cachedInputPerMTok = dearest(found.model_price["cache_read_mtok"]);
  if (inputPerMTok === undefined || outputPerMTok === undefined) return undefined;
  return { inputPerMTok, outputPerMTok, ...(cachedInputPerMTok !== undefined && { cachedInputPerMTok }) };
}

/** What to tell a person when models' prices are unknown: the lines to add. */
export function unknownPriceWords(...models: readonly string[]): string {
  const one = (model: string) => `  ${JSON.stringify(model)}: { inputPerMTok: 0.25, outputPerMTok: 2 }`;
  return `the price of ${models.join(", ")} is not known, so no budget can hold; add to .github/fractal.yml:
prices:
${models.map(one).join("\n")}   # US dollars for a million tokens (0 for a model of your own)`;
}

type Listed = NonNullable<ReturnType<typeof calcPrice>>["model_price"][string];

function dearest(price: Listed): number | undefined {
  if (price === undefined || typeof price === "number") return price;
  return Math.max(price.base, ...price.tiers.map((tier) => tier.price));
}
