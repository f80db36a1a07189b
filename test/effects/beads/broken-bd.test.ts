import { readFileSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { findBd } from "#src/effects/beads/bd/find-bd.ts";
import { openTaskStore } from "#src/effects/beads/open.ts";
import { endMark, fakeBd, type FakeBd, line } from "./fake-bd.ts";

let fake: FakeBd;
let bin: string;
let dir: string;

beforeEach(async () => {
  fake = await fakeBd();
  ({ bin, dir } = fake);
});

describe("finding bd", () => {
  test("BD_BIN wins, and nothing else is tried when it is wrong", async () => {
    expect(await findBd({ BD_BIN: join(bin, "bd"), PATH: "/usr/bin:/bin" })).toMatchObject({
      version: "1.3.0",
    });
    expect(await findBd({ BD_BIN: "/no/such/bd", PATH: `${bin}:/usr/bin:/bin` })).toEqual({
      missing: expect.stringMatching(/BD_BIN names \/no\/such\/bd, which is not there.*npm run beads/),
    });
  });

  test("the PATH's is taken", async () => {
    expect(await findBd({ PATH: `/no/such:${bin}:/usr/bin:/bin` })).toMatchObject({ path: join(bin, "bd") });
  });

  test.each([
    [
      '{"data":{"version":"1.2.2"}}',
      /is bd 1\.2\.2, which is too old; get bd 1\.3\.0 or newer: npm run beads/,
    ],
    ["bd version 0.61", /does not work \(bd version did not answer in whole JSON/],
    ["", /does not work \(bd version ended well but said nothing/],
  ])("one that says %o is named, with how to get the right one", async (stdout, message) => {
    await says("version.stdout", stdout);
    expect(await findBd({ BD_BIN: join(bin, "bd"), PATH: "/usr/bin:/bin" })).toEqual({
      missing: expect.stringMatching(message),
    });
  });
});

test("bd sees the allow-list and nothing else", async () => {
  await (await open()).close();
  const names = (await readFile(join(bin, "export.env"), "utf8"))
    .trim()
    .split("\n")
    .map((line) => line.split("=")[0]);
  expect(names.filter((name) => !["PWD", "OLDPWD", "SHLVL", "_"].includes(name ?? ""))).toEqual(
    "BD_DISABLE_METRICS BD_JSON_ENVELOPE BD_NON_INTERACTIVE BD_NO_HOOKS BD_NO_PAGER BEADS_ACTOR BEADS_DIR GIT_CEILING_DIRECTORIES GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM GOGC HOME NO_COLOR PATH TZ".split(
      " ",
    ),
  );
});

describe("an answer that is not one is never read as no tasks", () => {
  test.each([
    ["nothing at all", "", "it is empty"],
    ["one that was cut off", `${line("fx-a1")}\n`, "its end is missing"],
    [
      "another database's",
      `${line("fx-a1")}\n{"_type":"memory","key":"theirs","value":"…"}\n`,
      "its end is missing",
    ],
    ["half a line", `${line("fx-a1").slice(0, 40)}\n${endMark}`, "not JSON"],
    [
      "rows without their edges",
      `${line("fx-a1", { dependency_count: 1 })}\n${endMark}`,
      "fx-a1 lacks its dependencies",
    ],
  ])("%s", async (_, stdout, why) => {
    const store = await open();
    await says("export.stdout", stdout);
    const load = store.load();
    await expect(load).rejects.toThrow("bd export did not answer with the tasks");
    await expect(load).rejects.toThrow(why);
    await store.close();
  });

  test("rows that it left out, when bd still finds one of them", async () => {
    await says("export.stdout", `${line("fx-a1")}\n${line("fx-a2")}\n${endMark}`);
    await (await open()).close();
    await says("export.stdout", endMark);
    await says("show.stdout", '{"data":[{"id":"fx-a2"}]}');
    await expect(open()).rejects.toThrow(
      "bd export left out fx-a2, which bd show still finds; nothing was read",
    );
  });

  test("but a person may delete everything", async () => {
    await says("export.stdout", `${line("fx-a1")}\n${endMark}`);
    const store = await open();
    await says("export.stdout", endMark);
    await says("show.stdout", '{"data":{"error":"no issues found matching the provided IDs"}}');
    await says("show.code", "1");
    expect(await store.load()).toEqual([]);
    await store.close();
  });

  test("a database that is gone is not made anew", async () => {
    await says("export.stdout", `${line("fx-a1")}\n${endMark}`);
    await (await open()).close();
    await rm(join(dir, ".beads"), { recursive: true });
    await expect(open()).rejects.toThrow(/\.beads is gone, but it held 1 tasks: restore it/);
  });

  test("a database that a server shares is refused", async () => {
    await (await open()).close();
    await writeFile(join(dir, ".beads", "metadata.json"), '{"dolt_mode":"server"}');
    await expect(open()).rejects.toThrow(/does not say "dolt_mode": "embedded"/);
  });
});

describe("there is one truth per directory", () => {
  test("a snapshot that somebody put there is moved into bd, and stays the truth when bd would change it", async () => {
    await writeFile(join(dir, "tasks.jsonl"), `${line("fx-a1")}\n`);
    await says("import.stdout", '{"data":{}}');
    await expect(open()).rejects.toThrow(/bd would not keep .*tasks\.jsonl as it is \(line 1\)/);
    const files = await openTaskStore({ dir, actor: "fractal/test" });
    expect(await files.load()).toMatchObject([{ id: "fx-a1" }]);
    await files.close();
    await says("export.stdout", `${line("fx-a1")}\n${endMark}`);
    const store = await open();
    expect([store.kind, (await store.load()).length]).toEqual(["bd", 1]);
    await store.close();
  });

  test("a database is bd's, also when Fractal's own note about it is gone", async () => {
    await (await open()).close();
    await rm(join(dir, "tasks.store.json"));
    await expect(openTaskStore({ dir, actor: "fractal/test" })).rejects.toThrow(/are kept by bd/);
  });
});

describe("a bd that fails", () => {
  test.each([
    [
      "on stdout as JSON",
      { stdout: '{"data":{"error":"no such thing","hint":"look there"}}' },
      "no such thing; look there",
    ],
    [
      "on stderr as JSON after a warning",
      { stderr: 'warning: x\n{"data":{"error":"deep trouble"}}\n' },
      "deep trouble",
    ],
    ["in plain words", { stderr: "Error: it broke\nusage: …\n" }, "Error: it broke / usage: …"],
    ["without a word", {}, "it said nothing"],
  ])("%s is quoted", async (_, said, why) => {
    const store = await open();
    for (const [stream, text] of Object.entries(said)) await says(`export.${stream}`, text);
    if (!("stdout" in said)) await says("export.stdout", "");
    await says("export.code", "13");
    await expect(store.load()).rejects.toThrow(`bd export failed with exit code 13: ${why}`);
    expect(await spawned("export")).toBe(2);
    await store.close();
  });

  test("because somebody has the lock is asked again", async () => {
    const store = await open();
    await says("export.once.stderr", "Error: database is locked by another process");
    await says("export.once.code", "1");
    expect(await store.load()).toEqual([]);
    expect(await spawned("export")).toBe(3);
    await store.close();
  });

  test("to end is killed with all that it started", async () => {
    const store = await open(500);
    await says("export.hang", "");
    await expect(store.load()).rejects.toThrow("bd export did not end within 0.5 s and was stopped");
    const grandchild = Number(await readFile(join(bin, "export.hang"), "utf8"));
    await expect.poll(() => isRunning(grandchild)).toBe(false);
    await store.close();
  });

  test("to say what became of a row is not taken for success", async () => {
    await says("export.stdout", `${line("fx-a1")}\n${endMark}`);
    const store = await open();
    const beads = await store.load();
    await says("import.stdout", '{"data":{"source":"stdin","created":0,"skipped":0}}');
    const write = store.write(beads.map((bead) => ({ ...bead, title: "New" })));
    await expect(write).rejects.toThrow("bd import did not say what became of fx-a1");
    await store.close();
  });
});

const says = (file: string, text: string) => fake.says(file, text);
const open = (timeoutMs?: number) => fake.open(timeoutMs === undefined ? {} : { timeoutMs });
const spawned = (verb: string) => fake.spawned(verb);

/** A killed process that nobody has reaped yet does not count. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z");
  } catch {
    return false;
  }
}
