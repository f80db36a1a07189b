import { z } from "zod";
import type { Repo } from "./client.ts";
import { orRefusal } from "./refusal.ts";

/** A label as it shall be: colour in hex without `#`. */
export type LabelSpec = Readonly<{ name: string; color: string; description: string }>;
export type Label = Readonly<{ name: string; id: number; nodeId: string }>;

/**
 * Makes sure the labels exist and gives them by the names asked for. One that is there stays as people made it, colour and all; names are
 * compared without case, as GitHub does.
 */
export async function ensureLabels(repo: Repo, wanted: readonly LabelSpec[]): Promise<Map<string, Label>> {
  const { octokit, ...where } = repo;
  const all = await octokit.paginate(octokit.rest.issues.listLabelsForRepo, { ...where, per_page: 100 });
  const there = new Map(all.map(parseLabel).map((label) => [label.name.toLowerCase(), label]));
  const labels = new Map<string, Label>();
  for (const spec of wanted) {
    labels.set(spec.name, there.get(spec.name.toLowerCase()) ?? (await createLabel(repo, spec)));
  }
  return labels;
}

async function createLabel({ octokit, ...where }: Repo, spec: LabelSpec): Promise<Label> {
  const { name, color, description } = spec;
  const answer = await orRefusal(
    [422],
    octokit.rest.issues.createLabel({ ...where, name, color, description: description.slice(0, 100) }),
  );
  if (!("refusal" in answer)) return parseLabel(answer.data);
  // Made meanwhile by somebody else, or by us when the answer was lost.
  if (!/already_exists/.test(answer.refusal.words)) throw answer.refusal.error;
  return parseLabel((await octokit.rest.issues.getLabel({ ...where, name })).data);
}

function parseLabel(data: unknown): Label {
  const { id, node_id: nodeId, name } = Answer.parse(data);
  return { id, nodeId, name };
}

const Answer = z.object({ id: z.int(), node_id: z.string(), name: z.string() });
