import { z } from "zod";

/** What a workflow would put in reach of the code it runs: its secrets by name, and permissions to write. Empty: nothing. */
export function workflowRisks(document: unknown): string[] {
  const workflow = Workflow.catch({}).parse(document);
  const jobs = Object.values(workflow.jobs ?? {});
  const granted = jobs.flatMap((job) => writes(job.permissions ?? workflow.permissions));
  const inherited = jobs.some(({ secrets }) => secrets === "inherit") ? ["secrets: inherit"] : [];
  return [...new Set([...inherited, ...texts(document).flatMap(secretsIn), ...granted])];
}

const Permissions = z.union([z.string(), z.record(z.string(), z.string()), z.null()]);
const Workflow = z.object({
  permissions: Permissions.optional(),
  jobs: z
    .record(
      z.string(),
      z
        .object({ permissions: Permissions.optional().catch(undefined), secrets: z.unknown().optional() })
        .catch({}),
    )
    .optional(),
});

function writes(permissions: z.infer<typeof Permissions> | undefined): string[] {
  if (permissions === "write-all") return ["permissions: write-all"];
  if (permissions === null || typeof permissions !== "object") return [];
  return Object.entries(permissions)
    .filter(([, level]) => level === "write")
    .map(([name]) => `permissions: ${name}: write`);
}

/** Only inside an expression does the word mean anything. */
function secretsIn(text: string): string[] {
  return [...text.matchAll(/\$\{\{([\s\S]*?)\}\}/g)].flatMap(([, expression = ""]) => {
    const named = [...expression.matchAll(/\bsecrets\s*(?:\.\s*([\w-]+)|\[\s*'([^']+)'\s*\])/gi)].map(
      ([, dotted, indexed]) => `secrets.${dotted ?? indexed}`,
    );
    const whole = /\bsecrets\s*(?:[,)]|\[(?!\s*'))/i.test(expression) ? ["secrets (all)"] : [];
    return [...named, ...whole].filter((name) => name.toUpperCase() !== "SECRETS.GITHUB_TOKEN");
  });
}

function texts(node: unknown): string[] {
  if (typeof node === "string") return [node];
  return node !== null && typeof node === "object" ? Object.values(node).flatMap(texts) : [];
}
