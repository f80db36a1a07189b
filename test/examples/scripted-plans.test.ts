import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { Proposal, type ProposedChild } from "#src/core/plan.ts";
import type { PlannerBriefing } from "#src/core/planner-briefing.ts";
import { Config } from "#src/core/rules.ts";
import { judgeProposal } from "#src/core/sizing.ts";
import { Task } from "#src/core/tree.ts";
import { connect } from "#src/effects/llm/connect.ts";
import { askPlanner } from "#src/effects/llm/planner.ts";
import { logReport } from "../../examples/models/log-report.ts";
import { timesheet } from "../../examples/models/timesheet.ts";
import { type Script, startScriptedModel } from "../../examples/scripted-model.ts";

const { limits } = Config.parse({});

test.each([
  { name: "timesheet", script: timesheet, tasks: 6 },
  { name: "log-report", script: logReport, tasks: 3 },
])("$name: asked with the real prompts, every plan comes back and is accepted", async ({ script, tasks }) => {
  const model = await startScriptedModel(script);
  const endpoint = connect({ apiKey: "unused", baseUrl: model.url });
  const tree = new Map<string, Task>();
  const spec = `# ${script[0]?.title ?? ""}\n\n${script.map(({ title }) => title).join("\n")}`;

  const plan = async (task: Task): Promise<void> => {
    tree.set(task.id, task);
    const answer = await askPlanner(briefingOf(task, spec), {
      endpoint,
      model: "gpt-5",
      inputTokensMax: 120_000,
      maxOutputTokens: 4000,
      timeoutMs: 20_000,
      price: { inputPerMTok: 1.25, outputPerMTok: 10 },
    });
    if (!answer.ok) throw new Error(answer.words);
    const proposal = answer.value;
    expect(answer.charge.usage.usd).toBeGreaterThan(0);
    expect(judgeProposal({ root: "root", tasks: tree }, task, proposal, limits)).toEqual({
      kind: proposal.decision,
    });
    for (const [index, child] of proposal.children.entries()) await plan(taskOf(child, task, index));
  };
  try {
    await plan(rootOf(script));
  } finally {
    await model.close();
  }
  expect([...tree.values()].map(({ title }) => title)).toEqual(script.map(({ title }) => title));
  expect(tree.size).toBe(tasks);
});

test.each(["timesheet", "log-report"])("%s: the configuration is one that Fractal accepts", (name) => {
  const file = new URL(`../../examples/${name}/.github/fractal.yml`, import.meta.url);
  expect(Config.safeParse(parse(readFileSync(file, "utf8")))).toMatchObject({ success: true });
});

function rootOf(script: Script): Task {
  const { size, type } = Proposal.parse(script[0]?.plan);
  return taskOf(
    {
      title: script[0]?.title ?? "",
      objective: "As the spec says.",
      type,
      size,
      risk: "low",
      acceptance: "As the spec says.",
      verify: null,
      files: [],
      dependsOn: [],
    },
    null,
    0,
  );
}

function taskOf(child: ProposedChild, parent: Task | null, index: number): Task {
  return Task.parse({
    ...child,
    id: parent === null ? "root" : `${parent.id}.${index}`,
    root: "root",
    parent: parent?.id ?? null,
    index,
    needs: [],
    origin: parent === null ? "spec" : "plan",
    status: "planning",
  });
}

function briefingOf(task: Task, spec: string): PlannerBriefing {
  const { id, title, objective, size, type, acceptance, verify, files } = task;
  return {
    spec,
    task: { id, title, objective, size: task.parent === null ? null : size, type, acceptance, verify, files },
    depth: id.split(".").length - 1,
    nodesLeft: 50,
    mustSplit: false,
    fileList: ["src/entries.js", "lib/hits.awk"],
    excerpts: [],
    siblings: [],
    limits,
    refusals: [],
  };
}
