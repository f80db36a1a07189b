import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { startActionsWorld, workflow } from "./actions-world.ts";

test("artifacts travel between jobs and come out of the API as a zip", async () => {
  await using world = await startActionsWorld();
  const { run, conclusions, printed, annotations } = await world.pushed(
    workflow(`
on: push
jobs:
  make:
    runs-on: ubuntu-latest
    steps:
      - run: mkdir -p out/deep out/.secret && echo one > out/one.txt && echo two > out/deep/two.md && echo no > out/.secret/x && echo log > run.log
      - uses: actions/upload-artifact@v4
        id: up
        with: { name: results, path: out, retention-days: 3 }
      - uses: actions/upload-artifact@v4
        with:
          name: texts
          path: |
            out/**/*.txt
            *.log
            !**/two*
      - run: echo "id \${{ steps.up.outputs.artifact-id != '' }}"
      - uses: actions/upload-artifact@v4
        with: { name: empty, path: nothing }
      - uses: actions/upload-artifact@v4
        continue-on-error: true
        with: { name: results, path: run.log }
      - uses: actions/cache@v4
        with: { key: k, path: out }
  take:
    needs: make
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v5
        with: { name: results, path: in }
      - uses: actions/download-artifact@v5
        with: { path: all }
      - run: find in all -type f | sort
      - uses: actions/download-artifact@v5
        with: { name: missing }
`),
  );
  expect(conclusions).toEqual({ make: "success", take: "failure" });
  expect((await printed("take")).filter((line) => /^(in|all)\//.test(line))).toEqual([
    "all/results/deep/two.md",
    "all/results/one.txt",
    "all/texts/out/one.txt",
    "all/texts/run.log",
    "in/deep/two.md",
    "in/one.txt",
  ]);
  const messages = [...(await annotations("make")), ...(await annotations("take"))].map(
    ({ message }) => message,
  );
  expect(messages).toEqual([
    "No files were found with the provided path: nothing. No artifacts will be uploaded.",
    expect.stringContaining("an artifact with the name results already exists"),
    "Unable to download artifact(s): Artifact not found for name: missing",
  ]);

  const { ada, at } = world;
  const { data } = await ada.actions.listWorkflowRunArtifacts({ ...at, run_id: run.id, name: "results" });
  const [artifact] = data.artifacts;
  expect(artifact).toMatchObject({ name: "results", expired: false, workflow_run: { id: run.id } });
  const zip = await ada.actions.downloadArtifact({
    ...at,
    artifact_id: artifact?.id ?? 0,
    archive_format: "zip",
  });
  const files = unzipSync(new Uint8Array(zip.data as ArrayBuffer));
  expect(strFromU8(files["deep/two.md"] ?? new Uint8Array())).toBe("two\n");
});

test("set-up actions use what is on the machine and say when it is another version", async () => {
  await using world = await startActionsWorld();
  const fake = mkdtempSync(join(tmpdir(), "tools-"));
  const tools = { go: "go version go1.21.3 linux/amd64", python3: "Python 3.11.2" };
  for (const [name, version] of Object.entries(tools)) {
    writeFileSync(join(fake, name), `#!/bin/sh\necho "${version}"\n`, { mode: 0o755 });
  }
  const { printed, annotations, conclusions } = await world.pushed(
    workflow(`
on: push
jobs:
  use:
    runs-on: ubuntu-latest
    env: { PATH: "${fake}:/usr/bin:/bin" }
    steps:
      - uses: actions/setup-node@v4
        with: { node-version: 24.x }
      - run: node --version
      - uses: actions/setup-go@v5
        with: { go-version: "1.25" }
      - uses: actions/setup-python@v5
        id: python
        with: { python-version: "3.11" }
      - run: python --version; echo "it is \${{ steps.python.outputs.python-version }}"
  lack:
    runs-on: ubuntu-latest
    env: { PATH: /nowhere }
    steps:
      - uses: actions/setup-go@v5
        with: { go-version: "1.25" }
`),
  );
  expect(conclusions["use"]).toBe("success");
  const lines = await printed("use");
  expect(lines.some((line) => line.startsWith("v24."))).toBe(true);
  expect(lines).toEqual(expect.arrayContaining(["Python 3.11.2", "it is 3.11.2"]));
  expect((await annotations("use")).map(({ message }) => message)).toEqual([
    "go 1.25 was asked for; the local runner uses 1.21.3, which is on this machine",
  ]);
  expect((await annotations("lack"))[0]?.message).toContain("Install go 1.25 and run again");
  rmSync(fake, { recursive: true });
});
