import { expect, test } from "vitest";
import { mergePullRequest } from "#src/effects/perform/publish.ts";
import { mergeDefault } from "#src/effects/perform/root.ts";
import { commitIn } from "#test/local/hub/world.ts";
import { openDesk, treeOf } from "./desk.ts";

const CI = `name: CI
on: push
jobs: { test: { runs-on: ubuntu-latest, steps: [{ run: "npm publish" }] } }
`;

/** A leaf's pull request into the epic, in a repository whose own workflow runs for every push. */
async function openPull() {
  const desk = await openDesk({ ".github/workflows/ci.yml": CI });
  const { world, base } = desk;
  const dir = await world.clone(world.tokens.ada);
  const push = async (branch: string, files: Record<string, string>, message: string) => {
    await world.git(dir, "checkout", "--quiet", "--detach", base);
    const sha = await commitIn(dir, files, message);
    await world.git(dir, "push", "--quiet", "origin", `HEAD:refs/heads/${branch}`);
    return sha;
  };
  const sha = await push("fractal/1/fx-00000002-1", { "a.txt": "a\n" }, "The part\n\n[skip ci]");
  const { data } = await world.ada.rest.pulls.create({
    ...world.at,
    title: "The part",
    head: "fractal/1/fx-00000002-1",
    base: "fractal/1/epic",
  });
  const runs = async () => {
    const { data } = await world.ada.rest.actions.listWorkflowRunsForRepo(world.at);
    return data.workflow_runs.filter(({ name }) => name === "CI").map(({ head_branch }) => head_branch);
  };
  const merge = { type: "MergePullRequest", task: "fx-00000002", attempt: 1, key: "merge" } as const;
  const effect = { ...merge, pullRequest: data.number, sha };
  return Object.assign(desk, { push, runs, effect, [Symbol.asyncDispose]: desk[Symbol.asyncDispose] });
}

test("where a verify command judges, no merge into the epic starts the repository's own workflows", async () => {
  await using desk = await openPull();
  const preflight = { problems: [], baseSha: desk.base, defaultBranch: "main", ci: "verify" as const };
  const tree = treeOf(desk.base, { preflight });
  const before = await desk.runs();
  expect(await mergePullRequest(desk.desk, tree, desk.effect)).toMatchObject([{ type: "PullRequestMerged" }]);
  await desk.push("main", { "b.txt": "b\n" }, "Elsewhere [skip ci]");
  const events = await mergeDefault(desk.desk, tree, {
    type: "MergeDefault",
    task: tree.root,
    key: "d",
    n: 1,
  });
  expect(events).toMatchObject([{ type: "DefaultMerged", outcome: "merged" }]);
  expect(await desk.runs()).toEqual(before);
});

test("where the repository's own CI judges, it runs for what a merge makes of the epic", async () => {
  await using desk = await openPull();
  const before = await desk.runs();
  await mergePullRequest(desk.desk, treeOf(desk.base), desk.effect);
  expect(await desk.runs()).toEqual(["fractal/1/epic", ...before]);
});

test("a merge of the default branch that changed a workflow is a person's, and the trace says why", async () => {
  await using desk = await openPull();
  await desk.push("fractal/1/epic", { "c.txt": "c\n" }, "Ours");
  await desk.push("main", { ".github/workflows/ci.yml": `${CI}# changed\n` }, "Change CI");
  const tree = treeOf(desk.base);
  const events = await mergeDefault(desk.desk, tree, {
    type: "MergeDefault",
    task: tree.root,
    key: "d",
    n: 1,
  });
  expect(events).toEqual([
    { type: "DefaultMerged", n: 1, outcome: "conflict", sha: expect.stringMatching(/^[0-9a-f]{40}$/) },
  ]);
  expect(desk.lines()).toMatchObject([
    {
      attrs: { subject: "merge of main", detail: expect.stringContaining("without `workflows` permission") },
    },
  ]);
});
