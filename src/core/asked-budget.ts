/** Of whom nobody means more; larger numbers are slips. */
const usdMax = 100_000;

/**
 * The US dollars in the section "Budget" of a spec, as an issue form of GitHub renders its answer: `$5`, `5`, `5.50 USD`. What says anything
 * else, or is hidden in a comment or in code, says nothing.
 */
export function askedBudgetUsd(spec: string): number | undefined {
  const shown = spec
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(/<!--[\s\S]*?(-->|$)/g, "")
    .replaceAll(/^ {0,3}(```+|~~~+)[\s\S]*?(^ {0,3}\1[`~]*[ \t]*$|(?![\s\S]))/gm, "");
  const sections = shown.split(/^(?=#{1,6}[ \t])/m).flatMap((part) => section.exec(part)?.[1]?.trim() ?? []);
  const [said, ...more] = sections;
  if (said === undefined || more.length > 0) return undefined;
  const usd = Number(amount.exec(said)?.[1] ?? Number.NaN);
  return usd > 0 && usd <= usdMax ? usd : undefined;
}

const section = /^###[ \t]+Budget(?:[ \t]*\((?:in )?(?:USD|US dollars|\$)\))?[ \t]*\n([\s\S]*)$/i;
const amount = /^(?:US)?\$?[ \t]*(\d{1,6}(?:\.\d{1,2})?)[ \t]*(?:\$|USD|US dollars|dollars)?$/i;
