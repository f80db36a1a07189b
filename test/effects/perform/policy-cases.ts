import { Policy } from "#src/core/policy.ts";
import type { Case } from "./effect-cases.ts";
import { commitsOf, pullsOf } from "./made.ts";

/** The pull requests that offer rules, or to drop some. */
export const policyCases: Readonly<{
  RetirePolicies: Case<"RetirePolicies">;
  FilePolicy: Case<"FilePolicy">;
}> = {
  RetirePolicies: async (stand) => {
    const id = `spent-${stand.leaf.id}`;
    const path = `.fractal/policies/${id}.yml`;
    const { ada, at } = stand.desk.world;
    const content = Buffer.from("rule: Old.\n").toString("base64");
    await ada.rest.repos.createOrUpdateFileContents({ ...at, path, message: "A rule", content });
    const branch = `fractal/policies/retire-${id}`;
    return {
      tree: stand.tree,
      effect: { type: "RetirePolicies", task: stand.root.id, key: "retire", policies: [id] },
      made: async () => JSON.stringify(await pullsOf(stand, branch)).replaceAll(id, "‹id›"),
    };
  },
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
