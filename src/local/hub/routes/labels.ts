import { z } from "zod";
import { notFound, validationFailed } from "../errors.ts";
import { authorOf } from "../model/author.ts";
import { addLabels, createLabel, ensureLabels, labelNamed, removeLabel, setLabels } from "../model/labels.ts";
import { paginate } from "../pages.ts";
import { renderLabel } from "../render/label.ts";
import { type Answer, bodyOf, type RepoCall, repoRoute, type Route } from "../router.ts";
import type { Issue, Label } from "../rows.ts";
import { issueOf, READ, TRIAGE } from "./issues.ts";

const MANAGE = { permission: "issues:write|pull_requests:write", role: "write" } as const;

export const labelRoutes: Route[] = [
  repoRoute("GET", "/labels", READ, (call) =>
    paginate(
      call,
      call.ctx.state.labels.filter((row) => row.repoId === call.repo.id),
      (row) => renderLabel(call.ctx, row),
    ),
  ),
  repoRoute("POST", "/labels", MANAGE, (call) => ({
    status: 201,
    json: renderLabel(call.ctx, createLabel(call.ctx, call.repo, bodyOf(call, NewLabel))),
  })),
  repoRoute("GET", "/labels/{name}", READ, (call) => ({
    status: 200,
    json: renderLabel(call.ctx, labelOf(call)),
  })),
  repoRoute("PATCH", "/labels/{name}", MANAGE, update),
  repoRoute("DELETE", "/labels/{name}", MANAGE, remove),
  repoRoute("GET", "/issues/{issue_number}/labels", READ, (call) => listOn(call, issueOf(call))),
  repoRoute("POST", "/issues/{issue_number}/labels", TRIAGE, async (call) =>
    listOn(call, await addLabels(call.ctx, issueOf(call), authorOf(call.actor), wanted(call)), false),
  ),
  repoRoute("PUT", "/issues/{issue_number}/labels", TRIAGE, async (call) =>
    listOn(call, await setLabels(call.ctx, issueOf(call), authorOf(call.actor), wanted(call)), false),
  ),
  repoRoute("DELETE", "/issues/{issue_number}/labels", TRIAGE, async (call) => {
    await setLabels(call.ctx, issueOf(call), authorOf(call.actor), []);
    return { status: 204 };
  }),
  repoRoute("DELETE", "/issues/{issue_number}/labels/{name}", TRIAGE, removeOne),
];

const NewLabel = z.object({
  name: z.string().min(1),
  color: z.string().optional(),
  description: z.string().nullish(),
});
const LabelChange = z.object({
  new_name: z.string().min(1).optional(),
  color: z.string().optional(),
  description: z.string().nullish(),
});
const Names = z.union([
  z.array(z.string()),
  z.object({ labels: z.array(z.string()) }).transform((body) => body.labels),
]);

function labelOf(call: RepoCall): Label {
  const label = labelNamed(call.ctx, call.repo, call.params["name"] ?? "");
  if (!label) throw notFound();
  return label;
}

function update(call: RepoCall): Answer {
  const label = labelOf(call);
  const { new_name, color, description } = bodyOf(call, LabelChange);
  const taken = new_name ? labelNamed(call.ctx, call.repo, new_name) : undefined;
  if (taken && taken.id !== label.id)
    throw validationFailed({ resource: "Label", code: "already_exists", field: "name" });
  const change = {
    name: new_name ?? label.name,
    color: color ?? label.color,
    description: description === undefined ? label.description : description,
  };
  return { status: 200, json: renderLabel(call.ctx, call.ctx.state.labels.patch(label.id, change)) };
}

/** Gone from the repository means gone from its issues, without an event for each. */
function remove(call: RepoCall): Answer {
  const label = labelOf(call);
  for (const issue of call.ctx.state.issues.filter((row) => row.labelIds.includes(label.id)))
    call.ctx.state.issues.patch(issue.id, { labelIds: issue.labelIds.filter((id) => id !== label.id) });
  call.ctx.state.labels.delete(label.id);
  return { status: 204 };
}

async function removeOne(call: RepoCall): Promise<Answer> {
  const label = labelNamed(call.ctx, call.repo, call.params["name"] ?? "");
  const issue = await removeLabel(call.ctx, issueOf(call), authorOf(call.actor), label);
  return listOn(call, issue, false);
}

function wanted(call: RepoCall): Label[] {
  return ensureLabels(call.ctx, call.repo, bodyOf(call, Names));
}

function listOn(call: RepoCall, issue: Issue, paged = true): Answer {
  const labels = issue.labelIds.map((id) => call.ctx.state.labels.must(id));
  if (paged) return paginate(call, labels, (row) => renderLabel(call.ctx, row));
  return { status: 200, json: labels.map((row) => renderLabel(call.ctx, row)) };
}
