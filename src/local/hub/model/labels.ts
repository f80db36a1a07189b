import type { HubContext } from "../context.ts";
import { notFound, validationFailed } from "../errors.ts";
import { renderLabel } from "../render/label.ts";
import type { Issue, Label, Repo } from "../rows.ts";
import { timestamp } from "../state.ts";
import type { Author } from "./author.ts";
import { announceIssue } from "./announce.ts";
import { recordEvent } from "./history.ts";

export function labelNamed(ctx: HubContext, repo: Repo, name: string): Label | undefined {
  return ctx.state.labels.find(
    (row) => row.repoId === repo.id && row.name.toLowerCase() === name.toLowerCase(),
  );
}

export function createLabel(
  ctx: HubContext,
  repo: Repo,
  fields: { name: string; color?: string | undefined; description?: string | null | undefined },
): Label {
  if (labelNamed(ctx, repo, fields.name))
    throw validationFailed({ resource: "Label", code: "already_exists", field: "name" });
  const color = (fields.color ?? "ededed").toLowerCase();
  if (!/^[0-9a-f]{6}$/.test(color))
    throw validationFailed({ resource: "Label", code: "invalid", field: "color" });
  return ctx.state.labels.put({
    id: ctx.nextId(),
    repoId: repo.id,
    name: fields.name,
    color,
    description: fields.description ?? null,
  });
}

/** Labels by name; those that do not exist yet are made, as GitHub does. */
export function ensureLabels(ctx: HubContext, repo: Repo, names: string[]): Label[] {
  return [...new Set(names)].map((name) => labelNamed(ctx, repo, name) ?? createLabel(ctx, repo, { name }));
}

/** Makes an issue carry exactly these labels, with one event for each that comes or goes. */
export async function setLabels(ctx: HubContext, issue: Issue, by: Author, wanted: Label[]): Promise<Issue> {
  const ids = wanted.map((label) => label.id);
  let now = issue;
  for (const id of issue.labelIds.filter((id) => !ids.includes(id)))
    now = await change(ctx, now, by, "unlabeled", ctx.state.labels.must(id));
  for (const label of wanted.filter((one) => !issue.labelIds.includes(one.id)))
    now = await change(ctx, now, by, "labeled", label);
  return now;
}

export async function addLabels(ctx: HubContext, issue: Issue, by: Author, labels: Label[]): Promise<Issue> {
  const kept = issue.labelIds.map((id) => ctx.state.labels.must(id));
  return setLabels(ctx, issue, by, [
    ...kept,
    ...labels.filter((label) => !issue.labelIds.includes(label.id)),
  ]);
}

export async function removeLabel(
  ctx: HubContext,
  issue: Issue,
  by: Author,
  label: Label | undefined,
): Promise<Issue> {
  if (!label || !issue.labelIds.includes(label.id)) throw notFound();
  return change(ctx, issue, by, "unlabeled", label);
}

async function change(
  ctx: HubContext,
  issue: Issue,
  by: Author,
  action: "labeled" | "unlabeled",
  label: Label,
): Promise<Issue> {
  const others = issue.labelIds.filter((id) => id !== label.id);
  const now = ctx.state.issues.patch(issue.id, {
    labelIds: action === "labeled" ? [...others, label.id] : others,
    updatedAt: timestamp(),
  });
  recordEvent(ctx, now, by, action, { label: { name: label.name, color: label.color } });
  await announceIssue(ctx, now, by, action, { label: renderLabel(ctx, label) });
  return now;
}
