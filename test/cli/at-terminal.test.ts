import { join } from "node:path";
import { expect, test } from "vitest";
import { askingScript, title } from "./asking-model.ts";
import { makeGreeter } from "./greeter.ts";
import { greeterModel } from "./greeter-model.ts";
import { living } from "./living.ts";
import { hasPseudoTerminal, sitDown } from "./pseudo-terminal.ts";
import { type } from "./terminal.ts";

const prompt = /a, b, or your own words; an empty line leaves it waiting >/;

test.skipIf(!hasPseudoTerminal)(
  "at a terminal it asks there, and goes on with what is typed",
  { timeout: 120_000 },
  async () => {
    const { dir, repo, spec } = makeGreeter();
    await using model = await greeterModel(askingScript());
    const run = sitDown(["run", spec, "--repo", repo, "--data", join(dir, "data")], { env: model.env });
    // Somebody is impatient: that is no answer.
    await run.until(/running/);
    run.keys("\n\n");
    await run.until(prompt);
    expect(run.seen()).toMatch(
      /\n\? Is one greeted .*\n {2}\(Greet in French, #2\)\n[^]*\n {4}a {2}A capital one {2}\(recommended\)\n {4}b {2}A small one\n/,
    );
    run.keys("d\n");
    await run.until(/not done: there is no such option: type a, b, or words/);
    await run.until(prompt);
    run.keys("A capital one, like everywhere\n");
    const { code, seen } = await run.ended;
    expect(code, seen).toBe(0);
    expect(seen.match(/\n\? /g), seen).toHaveLength(2);
  },
);

test.skipIf(!hasPseudoTerminal)(
  "an empty line leaves it waiting; another process may answer while it is asked; Ctrl-C stops in order",
  { timeout: 180_000 },
  async () => {
    const { dir, repo, spec } = makeGreeter();
    await using model = await greeterModel(askingScript());
    const { env } = model;
    const data = ["--data", join(dir, "data")];
    const args = ["run", spec, "--repo", repo, ...data];
    const left = sitDown(args, { env });
    await left.until(prompt);
    left.keys("\n");
    expect(await left.ended).toMatchObject({ code: 3, seen: expect.stringContaining(`answer “${title}”`) });

    const stopped = sitDown(args, { env });
    await stopped.until(prompt);
    stopped.keys("half an ans\u0003");
    expect(await stopped.ended).toMatchObject({ code: 130, seen: expect.stringContaining("To go on: ") });
    expect(living(dir)).toEqual([]);

    const asking = sitDown(args, { env });
    await asking.until(prompt);
    const looked = await type(["tree", ...data], { env }).ended;
    expect(looked).toMatchObject({ code: 2, stderr: expect.stringContaining("a run is at work in") });
    const refused = await type(["answer", "french", "/fractal spilt", ...data], { env }).ended;
    expect(refused).toMatchObject({ code: 1, stdout: expect.stringContaining("did not do it") });
    const other = await type(["answer", "french", "b", ...data, "--json"], { env }).ended;
    expect(JSON.parse(other.stdout)).toMatchObject({ issue: 2, state: "done" });
    const { code, seen } = await asking.ended;
    expect(code, seen).toBe(0);
  },
);
