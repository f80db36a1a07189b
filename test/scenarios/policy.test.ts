import { expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { rootTaskId } from "#src/core/task-id.ts";
import { rootOf } from "#src/core/tree.ts";
import { plan } from "../../examples/models/plan.ts";
import { openHouse, owner } from "./house.ts";
import { errorsPart, oneLeaf, spec } from "./one-leaf.ts";
import { speak, tick } from "./people.ts";
import { said } from "./said.ts";
import { thread } from "./thread.ts";

const answer = "From 400 on, as the access log's manual has it.";
const rule = "Take a request for failed from status 400 on.";
const asks = plan({
  size: "XS",
  decision: "clarify",
  acceptance: "",
  verify: null,
  files: [],
  questions: [
    {
      question: "From which status on is a request failed?",
      options: ["From 300 on", "From 400 on"],
      recommendation: "From 400 on",
    },
  ],
});
/** A planner that does not guess, whatever rules it is told and whatever files it reads: only an answer will do. */
const script = [
  {
    ...errorsPart,
    plan: (prompt: string) => (prompt.includes(`Answer: ${answer}`) ? errorsPart.plan : asks),
    distil: () => ({ rules: [{ rule, paths: ["lib/**"], types: [], contradicts: [] }] }),
  },
];

test("what is unclear at planning is asked; the answer becomes a rule, is merged, and the next tree asks nobody", async () => {
  const house = await openHouse(oneLeaf({ script }));
  const root = await house.label(spec);
  const asked = await house.watch.rest();
  expect(stateOf(asked)).toBe("waiting");
  expect(asked.tasks.size).toBe(1);
  expect(house.model.requests().map(({ role }) => role)).toEqual(["planner"]);

  const bob = house.person("bob", "write");
  await speak(house, bob, root, answer);
  await house.watch.until("the rule", (tree) => rootOf(tree).policy?.noted === "proposed");
  await house.watch.until("its comment", (tree) => rootOf(tree).comments.some((key) => /policy/.test(key)));
  await tick(house, bob, root, "accept");
  await house.watch.until("its pull request", (tree) => rootOf(tree).policy?.step === "filed");
  const tree = await house.watch.rest();
  expect(stateOf(tree)).toBe("ready");
  expect((await thread(house, root, tree)).replaceAll(/#\d+/g, "#‹n›")).toMatchSnapshot("the first tree");

  const { pulls } = house.person("ada").rest;
  const at = { ...house.at, pull_number: rootOf(tree).policy?.pullRequest ?? 0 };
  const files = await pulls.listFiles(at);
  expect(files.data.map(({ filename }) => filename)).toEqual([
    expect.stringMatching(/^\.fractal\/policies\/take-a-request-for-failed-[a-z0-9-]+\.yml$/),
  ]);
  await pulls.merge(at);

  const next = await house.label(spec);
  house.watch.follow(house.app.running(), rootTaskId(`${owner}/log-report`, next));
  const later = await house.watch.rest();
  expect(stateOf(later)).toBe("ready");
  expect(rootOf(later).guidance).toMatchObject([{ from: "policy" }]);
  expect((await said(house, next)).filter((words) => words.includes("waits for your decision"))).toEqual([]);
});
