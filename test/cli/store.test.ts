import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findBd } from "#src/effects/beads/bd/find-bd.ts";
import { RunResult } from "#src/views/result.ts";
import { makeGreeter } from "./greeter.ts";
import { greeterModel } from "./greeter-model.ts";
import { serveAnswer } from "./serve-answer.ts";
import { home, type } from "./terminal.ts";

const bd = await findBd(process.env);

test.skipIf("missing" in bd)(
  "with bd, the command that is printed in the end lists the true tree",
  { timeout: 180_000 },
  async () => {
    const { dir, repo, spec } = makeGreeter();
    await using model = await greeterModel();
    const data = join(dir, "the data");
    const env = { ...model.env, BD_BIN: "path" in bd ? bd.path : "" };
    const said = await type(["run", spec, "--repo", repo, "--data", data, "--json"], { env }).ended;
    expect(said, said.stderr).toMatchObject({ code: 0 });
    const command = /^ +(BEADS_DIR=.*)$/m.exec(said.stderr)?.[1] ?? "exit 9";
    const list = execFileSync("sh", ["-c", command], {
      encoding: "utf8",
      env: { ...process.env, HOME: dir },
      stdio: ["ignore", "pipe", "ignore"],
    });
    const { tasks } = RunResult.parse(JSON.parse(said.stdout));
    for (const { id, title } of tasks) expect(list).toMatch(new RegExp(`${id}.* ${title}$`, "m"));
    expect(list).toMatch(/^├── ✓ .*\n└── ✓ /m);
  },
);

test("without bd, one line says so and how to get it", { timeout: 60_000 }, async () => {
  const copy = mkdtempSync(join(tmpdir(), "checkout-"));
  onTestFinished(() => rmSync(copy, { recursive: true }));
  for (const part of ["src", "bin", "package.json", "app.yml", ".github"])
    cpSync(join(home, part), join(copy, part), { recursive: true });
  symlinkSync(join(home, "node_modules"), join(copy, "node_modules"));
  const env = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin` };
  const door = [process.execPath, join(copy, "src", "cli.ts")];
  expect(await firstWords(env, door)).toMatch(
    /^tasks are kept in a file in Beads' own format: bd was not found; get bd 1\.3\.0 or newer: npm run beads .*BD_BIN$/m,
  );
});

test("a bd that is too old is named, and the file stands in", { timeout: 60_000 }, async () => {
  const old = join(mkdtempSync(join(tmpdir(), "old-")), "bd");
  onTestFinished(() => rmSync(dirname(old), { recursive: true }));
  mkdirSync(dirname(old), { recursive: true });
  writeFileSync(old, `#!/bin/sh\necho '{"schema_version":1,"data":{"version":"0.62.0"}}'\n`);
  chmodSync(old, 0o755);
  expect(await firstWords({ BD_BIN: old })).toMatch(
    /bd is bd 0\.62\.0, which is too old; get bd 1\.3\.0 or newer/,
  );
});

/** What is said until the work begins, with a model that is of no use. */
async function firstWords(env: Record<string, string>, door?: string[]): Promise<string> {
  const { dir, repo, spec } = makeGreeter();
  const url = await serveAnswer(200, { object: "list", data: [] });
  const args = ["run", spec, "--repo", repo, "--data", join(dir, "data")];
  const run = type(args, { env: { OPENAI_BASE_URL: url, ...env }, ...(door && { door }) });
  await run.until(/○ queued/);
  run.child.kill("SIGINT");
  return (await run.ended).stderr;
}
