import { epicBranch } from "#src/core/branch.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { outline } from "#src/views/outline.ts";
import { type Exchange, isWrite, type Witness } from "./witness.ts";
import { phraseOf } from "./phrase.ts";

/**
 * The whole conversation with GitHub, to be compared with the one before: what was written, in order for each subject since tasks go side
 * by side; what was read; what was heard. Titles stand for ids and numbers, and nothing in it depends on times.
 */
export function transcript({ exchanges, webhooks }: Witness, tree: Tree): string {
  const app = exchanges.filter(({ who }) => who === "app");
  const chapters = new Map<string, string[]>();
  for (const { task } of outline(tree))
    for (const kind of ["issue", "work", "leftovers"]) chapters.set(`${task.title}: ${kind}`, []);
  for (const exchange of app.filter((each) => isWrite(each) && !isPassing(each, app))) {
    const chapter = chapterOf(exchange, tree, app);
    const lines = chapters.get(chapter) ?? [];
    chapters.set(chapter, lines);
    const line = `- ${routeOf(exchange)}  ${named(phraseOf(exchange), tree)}`.trimEnd();
    // How often the sticky comment is edited depends on how fast the jobs are.
    if (!line.includes("PATCH /issues/comments") || !lines.includes(line)) lines.push(line);
  }
  chapters.get(labels)?.sort();
  const written = [...chapters].filter(([, lines]) => lines.length > 0);
  const read = app.filter((each) => !isWrite(each)).map((each) => `- ${routeOf(each)}`);
  return [
    "# Written, in order for each chapter",
    ...written.flatMap(([chapter, lines]) => ["", `## ${chapter}`, "", ...lines]),
    "\n# Read\n",
    ...distinct(read),
    "\n# Heard\n",
    ...distinct(webhooks.map((each) => `- ${each}`)),
    "",
  ].join("\n");
}

const labels = "Labels of the repository";

/** A label or status on the way to the next: whether it is shown depends on how fast the jobs are. The last one counts. */
function isPassing(exchange: Exchange, all: readonly Exchange[]): boolean {
  const { method, template, path, sent } = exchange;
  if ((sent as { state?: unknown } | undefined)?.state === "pending") return true;
  if (!/\/issues\/\{issue_number\}\/labels/.test(template)) return false;
  const isLast = !all
    .slice(all.indexOf(exchange) + 1)
    .some((later) => later.method === method && later.path === path);
  return method === "DELETE" || !isLast;
}

function distinct(lines: readonly string[]): string[] {
  return [...new Set(lines)].sort();
}

function routeOf({ method, template, status }: Exchange): string {
  const refused = status >= 400 ? ` → ${status}` : "";
  return `${method} ${template.replace(/^\/repos\/\{owner\}\/\{repo\}(?=\/)/, "")}${refused}`;
}

/** The task that a write is about, by what its path, its body or its answer name; its issue and its work go side by side. */
function chapterOf(exchange: Exchange, tree: Tree, all: readonly Exchange[]): string {
  const { template, path, sent, answered } = exchange;
  if (template.endsWith("{repo}/labels")) return labels;
  if (template.endsWith("/git/trees")) {
    const { sha } = answered as { sha: string };
    const commit = all.find(
      (each) => each.template.endsWith("/git/commits") && (each.sent as { tree?: string }).tree === sha,
    );
    return commit === undefined ? "?" : chapterOf(commit, tree, all);
  }
  const text = `${decodeURIComponent(path)} ${JSON.stringify(sent)}`;
  const tasks = [...tree.tasks.values()].filter((task) => task.parent !== null);
  const task =
    tasks.find((each) => namesOf(each).some((name) => text.includes(name))) ??
    tasks.find((each) => isGraphqlAbout(exchange, each)) ??
    rootOf(tree);
  const isLeftover = exchange.method === "PATCH" && template.endsWith("/pulls/{pull_number}");
  return `${task.title}: ${isLeftover ? "leftovers" : /issues|graphql/.test(template) ? "issue" : "work"}`;
}

/** What only this task can be called in a path or a body. */
function namesOf(task: Task): string[] {
  return [
    `/issues/${task.issue?.number}/`,
    `/issues/${task.issue?.number} `,
    `${task.id}/check/`,
    `statuses/${task.check?.judgement.sha}`,
    ...task.attempts.flatMap(({ n, pullRequest, headSha }) => [
      `/pulls/${pullRequest}/`,
      `/pulls/${pullRequest} `,
      `${task.id}-${n}`,
      `${task.id}/${n}`,
      `statuses/${headSha}`,
    ]),
  ];
}

function isGraphqlAbout({ sent }: Exchange, task: Task): boolean {
  const { variables } = (sent ?? {}) as { variables?: { title?: unknown; input?: { title?: unknown } } };
  return [variables?.title, variables?.input?.title].includes(task.title);
}

/** Ids and branches as people would say them. */
function named(text: string, tree: Tree): string {
  let said = text.replaceAll(epicBranch(rootOf(tree).facts.issue), "‹epic›");
  for (const { id, title } of tree.tasks.values()) {
    said = said
      .replaceAll(`fractal/${rootOf(tree).facts.issue}/${id}-`, `‹${title}›-`)
      .replaceAll(id, `‹${title}›`);
  }
  return said.replaceAll(/\b[0-9a-f]{12}\b/g, "‹sha›");
}
