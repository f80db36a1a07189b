import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { deliver, inboxOf, statusOf } from "./doorstep.ts";

const Said = z.object({ url: z.string(), secret: z.string(), data: z.string() });

test("while the disk is full GitHub hears that nothing was taken; with room again it may deliver once more", async () => {
  const { door, limit, said } = await openProcess();
  const told = (delivery: string) =>
    deliver(door, statusOf("b".repeat(40)), { "x-github-delivery": delivery });
  expect(await told("d1")).toMatchObject({ status: 200 });
  const before = inboxOf(door);

  // Not even half a line more in the inbox.
  limit(statSync(join(door.data, "inbox", "inbox.jsonl")).size + 20);
  expect(await told("d2")).toMatchObject({ status: 500, body: expect.stringContaining("the disk is full") });
  expect(await told("d3")).toMatchObject({ status: 500 });
  expect(inboxOf(door)).toBe(before);
  expect(await told("d1")).toMatchObject({ status: 200 });
  expect(await deliver({ ...door, secret: "guessed" }, statusOf("c".repeat(40)))).toMatchObject({
    status: 401,
  });

  limit("unlimited");
  expect(await told("d2")).toMatchObject({ status: 200 });
  expect(await told("d2")).toMatchObject({ status: 200 });
  expect(inboxOf(door).match(/"id":"d\d"/g)).toEqual(['"id":"d1"', '"id":"d2"']);
  expect(said).toEqual([]);
}, 30_000);

/** The door in a process whose files may grow no further than it is told, as on a disk that is full. */
async function openProcess() {
  const child = spawn(process.execPath, [join(import.meta.dirname, "serve-until-killed.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const lines = createInterface({ input: child.stdout });
  const [first] = await once(lines, "line");
  const door = Said.parse(JSON.parse(String(first)));
  const said: string[] = [];
  lines.on("line", (line) => said.push(line));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
    rmSync(dirname(door.data), { recursive: true, force: true });
  });
  // Only the soft limit: the hard one could not be raised again.
  const limit = (bytes: number | "unlimited") =>
    execFileSync("prlimit", ["--pid", String(child.pid), `--fsize=${bytes}:unlimited`]);
  return { door, limit, said };
}
