import { Policy } from "#src/core/policy.ts";
import type { Case } from "./effect-cases.ts";
import { commitsOf, pullsOf } from "./made.ts";

/** The pull request that offers a rule. */
export const policyCases: Readonly<{
  FilePolicy: Case<"FilePolicy">;
}> = {
  FilePolicy: (stand) => {
    const policy = Policy.parse({
      id: `rule-of-${stand.leaf.id}`,
      rule: "Tokens are opaque.",
      by: "ada",
      since: "2026-11-01",
    });
    const about = { title: "Are tokens opaque?", summary: "", answer: "Yes.", by: "ada" };
    const draft = { n: 1, step: "accepted" as const, about, reservedUsd: 0, policy, contradicts: [] };
    return Promise.resolve({
      tree: stand.treeWith({ policy: { ...draft, acceptedBy: "ada" } }),
      effect: { type: "FilePolicy", task: stand.leaf.id, key: `${stand.leaf.id}/policy/1/file`, n: 1 },
      made: async () => [
        await commitsOf(stand, `fractal/policies/${policy.id}`),
        await pullsOf(stand, `fractal/policies/${policy.id}`),
      ],
    });
  },
};
