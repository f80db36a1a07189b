import { attemptKey } from "#src/core/attempt.ts";
import { epicBranch } from "#src/core/branch.ts";
import { rootOf, type Task } from "#src/core/tree.ts";
import { contentOf } from "../world/worker-result.ts";
import { sharedFile } from "../world/drawn-tree.ts";
import { type Remains, treesIn } from "./rows.ts";

/**
 * The work of every leaf that was merged is in the epic, once: its commit, and its own file as its last attempt wrote it.
 * Who forces a leaf's branch to something else has that merged in its place.
 */
export async function landed(remains: Remains): Promise<string[]> {
  const words: string[] = [];
  for (const tree of treesIn(remains)) {
    const head = epicHead(remains, rootOf(tree).facts.issue);
    if (head === undefined) continue;
    for (const task of tree.tasks.values()) words.push(...(await faultsOf(remains, task, head)));
  }
  return words;
}

/** I4, in git: a leaf started from a commit that has the first merge of each task it needs. */
export async function needsLanded(remains: Remains): Promise<string[]> {
  const words: string[] = [];
  for (const { tasks } of treesIn(remains))
    for (const { id, needs, attempts } of tasks.values())
      for (const { n, baseSha, mergedSha } of attempts)
        for (const need of needs) {
          const first = tasks.get(need)?.attempts.find((each) => each.mergedSha)?.mergedSha;
          if (first === undefined || baseSha === undefined || !mergedSha) continue;
          if (await remains.isAncestor(first, baseSha)) continue;
          words.push(`${id}/${n} started from ${baseSha.slice(0, 8)}, which has not the work of ${need}`);
        }
  return words;
}

/** Whether what was merged holds the commit that the App made of what the worker handed back. */
async function isOfApp(
  { state, messages }: Remains,
  number: number | undefined,
  key: string,
): Promise<boolean> {
  const pull = state.pulls.find((each) => each.number === number);
  const lines = pull === undefined ? [] : (await messages(pull.headSha)).flatMap((text) => text.split("\n"));
  return lines.includes(`Fractal-Key: ${key}`);
}

/** Where the epic branch is; undefined when somebody deleted it, or it was never made. */
function epicHead({ state }: Remains, issue: number): string | undefined {
  return state.refs.find(({ ref }) => ref === `refs/heads/${epicBranch(issue)}`)?.sha;
}

async function faultsOf(remains: Remains, { id, attempts, files }: Task, head: string): Promise<string[]> {
  const merged = attempts.findLast(({ mergedSha }) => mergedSha !== undefined);
  if (merged?.mergedSha === undefined || merged.mergedSha === "") return [];
  if (!(await remains.isAncestor(merged.mergedSha, head)))
    return [`${id} was merged as ${merged.mergedSha.slice(0, 8)}, which the epic does not have`];
  const [own] = files;
  const isOwn = own !== undefined && own.endsWith(".txt") && own !== sharedFile && files.length < 3;
  if (!isOwn || merged.patch?.some(({ path }) => path === own) !== true) return [];
  const text = await remains.readFile(head, own);
  if (text?.startsWith(`${own}\nby `) === true) return [];
  if (!(await isOfApp(remains, merged.pullRequest, attemptKey(id, merged.n)))) return [];
  return [`the epic's ${own} is not what ${id} wrote (${contentOf(`${id}/${merged.n}`, own).length} bytes)`];
}
