import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { Proposal, type ProposedChild } from "#src/core/plan.ts";
import { Config } from "#src/core/rules.ts";
import { logReport } from "../../examples/models/log-report.ts";
import { timesheet } from "../../examples/models/timesheet.ts";
import type { Script, Turn } from "../../examples/scripted-model.ts";
import { openSample, type Sample } from "./sample.ts";

const { leafFilesMax, leafChangedLinesMax } = Config.parse({}).limits;

/** A failed log as a worker would be told of it. */
const told = (output: string) => `## LAST FAILURE\n${output}`;

test.each([
  { name: "timesheet", script: timesheet, ci: "npm run lint && npm test", leaves: 4 },
  { name: "log-report", script: logReport, ci: "test/run.sh && TEST_SHELL=bash test/run.sh", leaves: 2 },
])(
  "$name: every scripted leaf is real work that the sample's own checks accept",
  ({ name, script, ci, leaves }) => {
    using sample = openSample(name);
    expect(sample.run(ci)).toMatchObject({ status: 0 });

    const found = leavesOf(script);
    expect(found).toHaveLength(leaves);
    for (const leaf of found) {
      let done = attempt(sample, script, leaf, "");
      if (sample.run(ci).status !== 0) {
        const { output } = sample.run(ci);
        sample.run("git reset --quiet --hard && git clean --quiet -fd");
        done = attempt(sample, script, leaf, told(output));
      }
      expect(sample.run(ci)).toEqual({ status: 0, output: expect.any(String) });
      expect(done.files.filter((path) => !leaf.files.includes(path))).toEqual([]);
      expect(done.files.length).toBeLessThanOrEqual(leafFilesMax);
      expect(done.lines).toBeLessThanOrEqual(leafChangedLinesMax);
      sample.commit();
    }
    for (const { plan } of script) {
      const { verify } = Proposal.parse(plan);
      expect({ verify, ...sample.run(verify ?? "false") }).toMatchObject({ verify, status: 0 });
    }
  },
);

test("timesheet: the first try at rates passes its own check and fails the sample's CI", () => {
  using sample = openSample("timesheet");
  const leaf = leavesOf(timesheet)[0];
  if (leaf === undefined) throw new Error("the script has no leaf");
  attempt(sample, timesheet, leaf, "");
  const { status, output } = sample.run("npm test");
  expect(status).toBe(1);
  expect(output).toContain('the sheet has no column "rate"');
  expect(sample.run("npm run lint")).toEqual({ status: 0, output: expect.any(String) });
});

test("timesheet: when all leaves are done, the spec's example prints as the spec shows it", () => {
  using sample = openSample("timesheet");
  for (const leaf of leavesOf(timesheet)) sample.apply(workOf(timesheet, leaf, told('no column "rate"')));
  writeFileSync(
    join(sample.folder, "march.csv"),
    "date,client,project,minutes,note,rate\n2026-03-02,Acme,Website,95,,85\n2026-03-04,Acme,Support,20,,95.50\n",
  );
  const [, command = "", printed = ""] =
    /^\$ (.*)\n([\s\S]*?)```/m.exec(readFileSync(join(sample.folder, "spec.md"), "utf8")) ?? [];
  expect(sample.run(command)).toEqual({ status: 0, output: printed });
});

test.each(["timesheet", "log-report"])("%s: the configuration is one that Fractal accepts", (name) => {
  using sample = openSample(name);
  const text = readFileSync(join(sample.folder, ".github/fractal.yml"), "utf8");
  expect(Config.safeParse(parse(text))).toMatchObject({ success: true });
});

/** Depth first, as the tree would run them: parts that are split again give way to their children. */
function leavesOf(script: Script, plan: unknown = script[0]?.plan): ProposedChild[] {
  return Proposal.parse(plan).children.flatMap((child) => {
    const own = Proposal.parse(script.find(({ title }) => title === child.title)?.plan);
    return own.decision === "split" ? leavesOf(script, own) : [child];
  });
}

function workOf(script: Script, leaf: ProposedChild, prompt: string): Turn[] {
  const turns = script.find(({ title }) => title === leaf.title)?.work?.(prompt) ?? [];
  expect(turns.at(-1)?.calls.map(({ name }) => name)).toEqual(["submit"]);
  return turns;
}

function attempt(sample: Sample, script: Script, leaf: ProposedChild, prompt: string) {
  sample.apply(workOf(script, leaf, prompt));
  expect(sample.run(leaf.verify ?? "false")).toEqual({ status: 0, output: expect.any(String) });
  return sample.changed();
}
