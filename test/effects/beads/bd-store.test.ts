import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findBd } from "#src/effects/beads/bd/find-bd.ts";
import { openTaskStore } from "#src/effects/beads/open.ts";
import { taskStoreContract } from "#test/contracts/task-store.contract.ts";

const bd = await findBd(process.env);
const isMissing = "missing" in bd;

const isRequired = process.env["CI"] === "true" && process.env["FRACTAL_REQUIRE_BD"] === "1";
const why = isMissing ? bd.missing : "";
if (isMissing) console.warn(`\n!!! SKIPPED: every test against the real bd. ${why}\n`);

test.runIf(isMissing && isRequired)("a real bd is there to be tested against", () => {
  expect.fail(why);
});

describe.skipIf(isMissing)("the bd store", () => {
  let template: string;
  const made: string[] = [];

  const directory = async (): Promise<string> => {
    const dir = await mkdtemp(join(tmpdir(), "fractal-bd-"));
    made.push(dir);
    return dir;
  };

  /** An empty database takes three seconds to make and none to copy. */
  beforeAll(async () => {
    template = await directory();
    await (await openTaskStore({ dir: template, actor: "fractal/test", bd })).close();
  });

  afterAll(async () => {
    for (const dir of made) await rm(dir, { recursive: true, force: true });
  });

  taskStoreContract(async () => {
    const dir = await directory();
    await cp(template, dir, { recursive: true });
    return {
      open: () => openTaskStore({ dir, actor: "fractal/test", bd }),
      editOutside: async (id, title) => {
        await asPerson(dir, ["update", id, `--title=${title}`]);
      },
      deleteOutside: async (id) => {
        await asPerson(dir, ["delete", id, "--force"]);
      },
    };
  });
});

/** A person in a terminal in the data directory, with an environment of their own. */
async function asPerson(dir: string, args: string[]): Promise<string> {
  if ("missing" in bd) throw new Error(bd.missing);
  const env = { PATH: bd.searchPath, HOME: dir, BD_DISABLE_METRICS: "1" };
  return (await promisify(execFile)(bd.path, args, { cwd: dir, env })).stdout;
}
