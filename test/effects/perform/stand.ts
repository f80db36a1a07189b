import { attemptKey } from "#src/core/attempt.ts";
import { epicBranch, leafBranch } from "#src/core/branch.ts";
import type { IssueRef, Task, Tree } from "#src/core/tree.ts";
import { ensureBranch } from "#src/effects/github/branches.ts";
import { publishPatch } from "#src/effects/github/publish.ts";
import { taskMarker } from "#src/views/issue-body.ts";
import { openDesk, reportOf, sha256, treeOf } from "./desk.ts";

const workflow = (name: string, inputs: string[]) => `name: ${name}
run-name: fractal \${{ inputs.key }}
on: { workflow_dispatch: { inputs: { ${inputs.map((each) => `${each}: { type: string }`).join(", ")} } } }
jobs: { work: { runs-on: ubuntu-latest, steps: [{ run: "true" }] } }
`;

/** The default branch is one commit ahead of where every epic starts. */
export async function openStands() {
  const desk = await openDesk({
    "src/a.ts": "export const a = 1;\n",
    ".github/workflows/fractal-worker.yml": workflow("fractal-worker", [
      "task",
      "attempt",
      "base_sha",
      "briefing",
      "key",
    ]),
    ".github/workflows/fractal-verify.yml": workflow("fractal-verify", ["key", "sha", "command"]),
  });
  const { ada, at } = desk.world;
  const content = Buffer.from("later\n").toString("base64");
  await ada.rest.repos.createOrUpdateFileContents({ ...at, path: "later.txt", message: "Later", content });
  return desk;
}

export type Desk = Awaited<ReturnType<typeof openStands>>;
export type Stand = Awaited<ReturnType<typeof openStand>>;

/**
 * One root with an issue and an epic of its own, and one leaf that needs another, on a desk that has many: what is done for one stand is
 * looked up by names that no other has.
 */
export async function openStand(desk: Desk, serial: number) {
  const { ada, at } = desk.world;
  const { data } = await ada.rest.issues.create({ ...at, title: "The whole", body: "Do it." });
  const issue: IssueRef = { number: data.number, id: data.id, nodeId: data.node_id };
  const base = treeOf(desk.base, { issue: issue.number, allowed: true, epicSha: desk.base });
  const id = (n: number) => `fx-${(serial * 16 + n).toString(16).padStart(8, "0")}`;
  const [whole, part] = [...base.tasks.values()] as [Task, Task];
  const root = { ...whole, id: id(1), root: id(1), issue };
  const leaf = { ...part, id: id(2), root: id(1), parent: id(1) };
  const needed: Task = { ...leaf, id: id(3), index: 1, title: "Before it", attempts: [], status: "done" };
  const epic = epicBranch(issue.number);
  await ensureBranch(desk.repo, epic, desk.base);
  const branch = leafBranch(issue.number, leaf.id, 1);
  const key = attemptKey(leaf.id, 1);
  const treeWith = (change: Partial<Task> & { attempt?: Partial<Task["attempts"][number]> } = {}): Tree => {
    const { attempt, ...fields } = change;
    const attempts = leaf.attempts.map((each) => ({ ...each, ...attempt }));
    const rows = [root, { ...leaf, attempts, ...fields }, needed];
    return { root: root.id, tasks: new Map(rows.map((task) => [task.id, task])) };
  };
  return {
    desk,
    issue,
    root,
    leaf,
    needed,
    epic,
    branch,
    key,
    tree: treeWith(),
    treeWith,
    /** The leaf's patch on its branch, and the pull request into the epic when it is wanted. */
    published: async () => {
      const files = [{ path: "src/a.ts", content: `export const a = ${serial + 1};\n` }];
      const patch = { branch, baseSha: desk.base, message: "The part", key, files };
      const made = await publishPatch(desk.repo, patch);
      return "headSha" in made ? made.headSha : "";
    },
    pulled: async () => {
      const { data: pull } = await ada.rest.pulls.create({
        ...at,
        title: "The part",
        head: branch,
        base: epic,
      });
      return pull.number;
    },
    /** The issue of the task that the leaf waits for. */
    bornNeed: async () => {
      const body = taskMarker(needed.id);
      const made = await desk.repo.octokit.rest.issues.create({ ...at, title: needed.title, body });
      return { number: made.data.number, id: made.data.id, nodeId: made.data.node_id };
    },
    /** A run of the worker with its report, under the attempt's key. */
    ran: async () => {
      const text = `export const a = ${serial + 1};\n`;
      const runId = await desk.ran(reportOf(desk.base, { "src/a.ts": text }, { key, task: leaf.id }), key);
      const file = { path: "src/a.ts", status: "modified" as const, bytes: Buffer.byteLength(text) };
      const lines = { addedLines: 1, removedLines: 1, sha256: sha256(text), mode: "100644" as const };
      return { runId, patch: [{ ...file, ...lines }] };
    },
  };
}
