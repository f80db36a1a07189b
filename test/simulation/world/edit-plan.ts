import type { Issue } from "#src/local/hub/rows.ts";
import type { Random } from "../parts.ts";
import type { Asked } from "./answers.ts";

const minute = 60_000;

/** While a plan is shown, and now and then too late, somebody puts the issues of its tasks in their own words. */
export function editPlan({ hub, isPlan, random, later, bob, ada }: Asked): void {
  if (!isPlan) return;
  let at = 0;
  for (let left = random.between(1, 4); left > 0; left -= 1) {
    at += random.pick([1, 2000, random.between(1000, 10 * minute)]);
    later(at, async () => {
      const parts = hub.state.issues.filter(
        ({ viaApp, pullId, deleted }) => viaApp && pullId === null && !deleted,
      );
      if (parts.length === 0) return;
      const issue = random.pick(parts);
      const by = random.pick([ada, bob]);
      await by.ask("PATCH", `/issues/${issue.number}`, edited(issue, random));
    });
  }
}

function edited({ title, body }: Issue, random: Random): object {
  const text = body ?? "";
  return random.pick([
    { title: `${title}, please` },
    { body: text.replace(/^> .*$/m, "> Do it as the neighbours did, and `a < b` holds.") },
    { body: text.replace(/^(\| \*\*Done when\*\* \|) .* \|$/m, "$1 it is there, and green |") },
    { body: text.replace(/^> .*$/m, "") },
    { body: "All in my own words." },
    { title: "🌱", body: text.replaceAll("\n", "\r\n") },
  ]);
}
