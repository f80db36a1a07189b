import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startHub } from "#src/local/hub/hub.ts";
import { APP, commitIn, gitIn, startWorld } from "./world.ts";

test("a hub started again on its directory goes on where it was, with the same tokens and numbers", async () => {
  const dir = mkdtempSync(join(tmpdir(), "hub-"));
  const before = await startWorld({ dir });
  const sha = await before.firstPush();
  const { data: first } = await before.ada.rest.issues.create({
    ...before.at,
    title: "First",
    labels: ["x"],
  });
  await before.ada.rest.issues.createComment({ ...before.at, issue_number: 1, body: "Hello" });
  const app = before.appToken();
  await before[Symbol.asyncDispose]();

  const after = await startWorld({ dir });
  expect(after.tokens).toEqual(before.tokens);
  const again = after.octokit(app).rest;
  expect((await again.issues.get({ ...after.at, issue_number: 1 })).data).toMatchObject({
    id: first.id,
    comments: 1,
  });
  expect((await again.git.getRef({ ...after.at, ref: "heads/main" })).data.object.sha).toBe(sha);
  const { data: second } = await again.issues.create({ ...after.at, title: "Second" });
  expect(second.number).toBe(2);
  expect(second.id).toBeGreaterThan(first.id);
  await after[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true });
});

test("a pull request that was made, and whose workflows a kill kept from starting, gets its runs", async () => {
  const dir = mkdtempSync(join(tmpdir(), "hub-"));
  const file = join(dir, "state.jsonl");
  const before = await startWorld({ dir });
  await before.firstPush({ ".github/workflows/ci.yml": ci });
  const dirOfAda = await before.clone(before.tokens.ada);
  await gitIn(dirOfAda, "switch", "--quiet", "--create", "feature");
  await commitIn(dirOfAda, { "a.txt": "a\n" }, "A");
  await gitIn(dirOfAda, "push", "--quiet", "origin", "feature");
  rmSync(dirOfAda, { recursive: true });
  await before.ada.rest.pulls.create({ ...before.at, title: "A", head: "feature", base: "main" });
  const runs = async ({ ada, at }: typeof before) =>
    (await ada.rest.actions.listWorkflowRunsForRepo({ ...at, event: "pull_request" })).data.total_count;
  expect(await runs(before)).toBe(1);
  await before[Symbol.asyncDispose]();

  const isRun = (line: string) => line.startsWith('{"table":"workflowRuns"');
  const lines = readFileSync(file, "utf8").split("\n");
  expect(lines.some(isRun)).toBe(true);
  writeFileSync(file, lines.filter((line) => !isRun(line)).join("\n"));
  const after = await startWorld({ dir });
  expect(await runs(after)).toBe(1);
  await after[Symbol.asyncDispose]();

  const again = await startWorld({ dir });
  expect(await runs(again)).toBe(1);
  await again[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true });
});

const ci = "on: pull_request\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: 'true'\n";

test("a last line that a kill tore apart is dropped; a broken line before it stops the start", async () => {
  const dir = mkdtempSync(join(tmpdir(), "hub-"));
  const file = join(dir, "state.jsonl");
  const before = await startWorld({ dir });
  await before.ada.rest.issues.create({ ...before.at, title: "First" });
  await before[Symbol.asyncDispose]();
  appendFileSync(file, '{"table":"issues","row":{"id":10');
  const after = await startWorld({ dir });
  expect((await after.ada.rest.issues.listForRepo(after.at)).data).toHaveLength(1);
  await after.ada.rest.issues.create({ ...after.at, title: "Second" });
  await after[Symbol.asyncDispose]();
  for (const line of readFileSync(file, "utf8").trimEnd().split("\n")) JSON.parse(line);
  appendFileSync(file, "torn\n{}\n");
  await expect(startHub({ dir, app: APP })).rejects.toThrow(/state\.jsonl:\d+: not JSON/);
  rmSync(dir, { recursive: true });
});

test("a port in use is said with what to do", async () => {
  const dir = mkdtempSync(join(tmpdir(), "hub-"));
  await using world = await startWorld();
  const port = Number(new URL(world.hub.url).port);
  await expect(startHub({ dir, app: APP, port })).rejects.toThrow(`Port ${port} is in use`);
  rmSync(dir, { recursive: true });
});
