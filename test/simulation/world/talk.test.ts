import { expect, test } from "vitest";
import { printOf } from "#src/core/print.ts";
import { distil } from "#src/effects/llm/distiller.ts";
import { connect } from "#src/effects/llm/connect.ts";
import { plannerPrompt } from "#src/effects/llm/planner-prompt.ts";
import { tickBox, tickedBoxes } from "#src/views/ticked-boxes.ts";
import { openMemoryHub } from "../hub/memory-hub.ts";
import { SeededRandom } from "../seeded-random.ts";
import { Swarm } from "../swarm.ts";
import { doubtAt, doubtOf, printOfDoubt } from "./doubts.ts";
import { Fate } from "./fate.ts";
import { modelFetch } from "./model-fetch.ts";
import { type Person, personOf } from "./person.ts";
import { plantRepository } from "./planted.ts";
import { readQuestion } from "./planner-question.ts";
import { commands, phrases, robotOf, say, strangerOf, tick } from "./saying.ts";
import { Spending } from "./spending.ts";

test("a model asks the same for the same task, less often once it was told, and never for ever", () => {
  const about = { fate: new Fate(7), plan: { "model-asks": 1 }, happened: new Swarm(1, {}) };
  const ask = (told: number, at = 0) => doubtOf("model-asks", { name: `part ${at}`, told, ...about });
  expect(ask(0)).toEqual(ask(0));
  const asked = [0, 1, 2, 5].map(
    (told) =>
      Array.from({ length: 300 }, (_, at) => ask(told, at)).filter((each) => each !== undefined).length,
  );
  expect(asked[0]).toBe(300);
  expect(asked[1]).toBeLessThan(180);
  expect(asked[2]).toBeLessThan(90);
  expect(asked[3]).toBe(0);
  const doubt = doubtAt(0.999);
  if (doubt === undefined) throw new Error("there is no last doubt");
  expect(printOfDoubt("clarify", doubt)).toBe(
    printOf("clarify", [doubt.words, ...doubt.options.toReversed()]),
  );
});

test("a planner knows how many answers it was told", () => {
  const task = {
    id: "fx-1",
    title: "A",
    objective: "o",
    size: null,
    type: null,
    acceptance: "",
    verify: null,
  };
  const limits = { childrenMax: 7, depthMax: 3, leafFilesMax: 3, leafChangedLinesMax: 150 };
  const told = (guidance: string[]) => {
    const rest = { depth: 0, nodesLeft: 9, mustSplit: false, fileList: [], excerpts: [], siblings: [] };
    const messages = plannerPrompt({
      spec: "s",
      task: { ...task, files: [] },
      limits,
      refusals: [],
      ...rest,
      guidance,
    });
    return readQuestion(JSON.stringify({ messages })).told;
  };
  expect([told([]), told(["yes"]), told(["yes", "<data-000001 guidance>\nno"])]).toEqual([0, 1, 2]);
});

test("the real distiller reads a rule in most answers, and the same one whenever it is asked", async () => {
  const parts = { trees: [], fate: new Fate(1), faults: new Swarm(1, {}), random: new Hurried(1) };
  const fetch = modelFetch({ ...parts, spending: new Spending() });
  const ask = async (answer: string) => {
    const said = { title: "Which?", summary: "Why", answer, rules: [{ id: "old-rule", rule: "Be brief." }] };
    const reply = await distil(
      { ...said, task: { title: "Build part A", type: "feature", files: ["src/a.txt"] } },
      {
        endpoint: connect({ apiKey: "k", baseUrl: "http://model.test/v1", fetch }),
        model: "small",
        inputTokensMax: 20_000,
        maxOutputTokens: 1000,
        timeoutMs: 60_000,
        price: { inputPerMTok: 1, outputPerMTok: 1 },
      },
    );
    return reply.ok ? reply.value.rules : undefined;
  };
  const all = await Promise.all(phrases.map(ask));
  expect(all).not.toContain(undefined);
  expect(all.filter((rules) => (rules?.length ?? 0) > 0).length).toBeGreaterThan(phrases.length / 2);
  expect(await ask(phrases[0])).toEqual(all[0]);
});

test("who may write ticks in the App's comment; a stranger only writes beside it, and a robot is a bot", async () => {
  const random = new SeededRandom(1);
  const app = { id: 1, slug: "fractal", name: "Fractal", privateKey: "", permissions: {}, events: [] };
  const hub = openMemoryHub({ app, random });
  await plantRepository(hub, { "README.md": "# A garden\n" });
  const [ada, bob] = [personOf(hub, "ada"), personOf(hub, "bob")];
  const issue = await ada.ask("POST", "/issues", { title: "Grow" });
  const { number } = issue.data as { number: number };
  const id = (await say(ada, number, ["a", "b"].map((key) => tickBox(key, key)).join("\n"))) ?? 0;
  const ticked = () => tickedBoxes(hub.state.comments.must(id).body);
  const by = async (who: Person, keys: string[]) => {
    await tick(hub, who, id, keys);
    return ticked();
  };
  expect(await by(bob, ["a"])).toEqual(["a"]);
  expect(await by(strangerOf(hub, random), ["b"])).toEqual(["a"]);
  expect(await by(bob, ["b"])).toEqual(["b"]);
  expect(await by(ada, ["a", "b"])).toEqual(["a", "b"]);
  const said = hub.state.comments.must((await say(robotOf(hub), number, commands[0])) ?? 0);
  expect(hub.state.users.must(said.userId).type).toBe("Bot");
  expect(await say(ada, number, " ")).toBeUndefined();
});

/** Draws the least, so that nothing takes its time. */
class Hurried extends SeededRandom {
  override between(from: number): number {
    return Math.min(from, 1);
  }
}
