import { expect, test } from "vitest";
import { moneyOf } from "#src/core/budget.ts";
import { stateOf } from "#src/core/needs-you.ts";
import type { Policy } from "#src/core/policy.ts";
import type { Distilled } from "#src/core/policy-draft.ts";
import { clarify, execute } from "./plans.ts";
import { Story } from "./story.ts";
import type { Script } from "./world.ts";
import { renderQuestion } from "#src/views/question.ts";

const rule: Distilled["rules"][number] = {
  rule: "Write ISO dates.\n\nNever write others.\nNor these.",
  paths: ["src/**"],
  types: ["feature", "poetry"],
  contradicts: ["iso-dates", "unknown"],
};

/** A planner that asks until it is told. */
const asking: Script = {
  planner: (task) => (task.guidance ? execute() : clarify("Which dates?")),
  distiller: () => ({ rules: [rule] }),
};

const answered = { type: "CommentWritten" as const, issue: 1, comment: 900_000, by: "ann", at: 2_000_000 };

function asked(script: Script): Story {
  return new Story(script).label().run();
}

test("an answer in words becomes a rule that is proposed, and holds once a person accepts it", () => {
  const story = asked(asking);
  story.tell({ ...answered, body: "ISO dates" }).run();
  expect(story.root.policy).toMatchObject({
    step: "proposed",
    policy: {
      rule: "Write ISO dates.\nNever write others.",
      scope: { paths: ["src/**"], types: ["feature"] },
      answer: "ISO dates",
      by: "ann",
      since: "2026-11-23",
    },
    noted: "proposed",
  });
  expect(story.root.facts?.policies).toBeUndefined();
  expect(story.did("Comment").map(({ topic }) => topic)).toContain("policy/1");
  const key = `policy/${story.root.id}/1/accept`;
  story
    .tell({ type: "BoxesTicked", issue: 1, comment: 900_001, by: "ann", ticked: [key], at: 2_100_000 })
    .run();
  expect(story.root.facts?.policies).toHaveLength(1);
  expect(story.root.policy).toMatchObject({ step: "filed", acceptedBy: "ann", noted: "filed" });
  expect(story.did("FilePolicy")).toHaveLength(1);
  expect(story.did("NotePolicy").map(({ step }) => step)).toEqual(["proposed", "accepted", "filed"]);
  story
    .tell({ type: "BoxesTicked", issue: 1, comment: 900_001, by: "ann", ticked: [key], at: 2_200_000 })
    .run();
  story.tell({ ...answered, comment: 900_002, body: "/fractal policy accept", at: 2_300_000 }).run();
  expect(story.root.policy?.step).toBe("filed");
  expect(story.did("FilePolicy")).toHaveLength(1);
});

test("a rule of the branch answers the question that it was made for, and nobody is asked", () => {
  const before = asked(asking);
  before.tell({ ...answered, body: "ISO dates" }).run();
  before.tell({ ...answered, comment: 900_002, body: "/fractal policy accept", at: 2_100_000 }).run();
  const policies = before.root.facts?.policies ?? [];
  const later = asked({ ...asking, preflight: () => ({ policies: [...policies] }) });
  expect(later.state).toBe("ready");
  // Nobody is asked, but everybody can see which rule answered what.
  expect(later.root.facts.asked).toBeUndefined();
  expect(later.did("WriteQuestion").map(({ state }) => state)).toEqual([expect.stringMatching(/^answered/)]);
  const { question } = later.root;
  expect(question && renderQuestion(later.tree, later.root, question)).toContain(
    `### 🟢 Answered by rule ${policies[0]?.id}: Which dates?`,
  );
  expect(later.did("DistillPolicy")).toEqual([]);
  expect(later.root.guidance).toMatchObject([{ from: "policy", by: policies[0]?.id }]);
  const leaf = [...later.tree.tasks.values()].find(({ parent }) => parent !== null);
  expect(leaf?.attempts[0]).toMatchObject({ policies: [policies[0]?.id], counted: true });
});

test("what is no rule is none: no words, no scope, a failed call; each is paid", () => {
  for (const distiller of [
    () => ({ rules: [] }),
    () => ({ problem: "no JSON" }),
    () => ({ rules: [{ ...rule, rule: " \n " }] }),
  ]) {
    const story = asked({ ...asking, distiller });
    const before = moneyOf(story.tree).spentUsd;
    story.tell({ ...answered, body: "ISO dates" }).run((at) => at.root.policy?.step === "none");
    expect(story.root.policy).toMatchObject({ step: "none", reservedUsd: 0 });
    expect(moneyOf(story.tree).spentUsd).toBeGreaterThan(before);
    story.tell({ ...answered, comment: 900_003, body: "/fractal policy accept", at: 2_100_000 }).run();
    expect(story.root.facts?.policies).toBeUndefined();
  }
});

test("an answer without the money, or without a price, for its rule is an answer all the same", () => {
  const question = { title: "Which dates?", options: ["ISO", "others"] };
  const poor = asked({
    ...asking,
    planner: () => execute(),
    config: { budget: { usd: 0.0465 } },
    worker: () => ({ outcome: "blocked", question, usd: 0.044 }),
  });
  const leaf = [...poor.tree.tasks.values()].find(({ parent }) => parent !== null);
  poor.tell({ ...answered, issue: leaf?.issue?.number ?? 0, body: "ISO dates" }).run();
  const price = { inputPerMTok: 0.1, outputPerMTok: 0.1 };
  const nameless = asked({
    ...asking,
    preflight: () => ({ prices: { "gpt-5-mini": price, "gpt-5": price } }),
    config: { models: { router: "nameless" } },
  });
  nameless.tell({ ...answered, body: "ISO dates" }).run();
  for (const task of [poor.tree.tasks.get(leaf?.id ?? ""), nameless.root]) {
    expect(task?.policy).toBeUndefined();
    expect(task?.question?.answer?.words ?? task?.guidance?.[0]?.text).toContain("ISO dates");
  }
});

test("a call for a rule that a kill lost is charged, and made again; one that failed for nothing costs nothing", () => {
  const story = asked(asking);
  story.tell({ ...answered, body: "ISO dates" }).run((at) => at.root.policy?.step === "distil");
  const reserved = moneyOf(story.tree).reservedUsd;
  const spent = moneyOf(story.tree).spentUsd;
  story.tell({ type: "Restarted" });
  expect(story.root.policy?.step).toBe("distil");
  expect(moneyOf(story.tree)).toMatchObject({ spentUsd: spent + reserved, reservedUsd: reserved });
  story.run();
  expect(story.root.policy?.step).toBe("proposed");

  const down = asked({
    ...asking,
    fail: (effect, times) => (effect.type === "DistillPolicy" && times === 1 ? "retry" : undefined),
  });
  down
    .tell({ ...answered, body: "ISO dates" })
    .run((at) => at.root.trouble.some(({ key }) => /distil/.test(key)));
  down.tell({ type: "Restarted" });
  expect(down.root.policy?.step).toBe("distil");
  down.run();
  expect(down.root.policy?.step).toBe("proposed");
});

test("what is wrong with the files of rules is said, and stops nobody; what nobody uses is offered for dropping", () => {
  const fault = { code: "policies", what: "prose.yml is no policy", remedy: "mend it" };
  const story = asked({
    planner: () => execute(),
    preflight: () => ({ spent: ["old-rule"], policyFaults: [fault] }),
  });
  expect(story.did("RetirePolicies")).toMatchObject([{ policies: ["old-rule"] }]);
  expect(story.root.facts?.retiring).toBeUndefined();
  expect(story.did("Comment").map(({ topic }) => topic.split("/")[0])).toContain("policies");
  expect(story.state).toBe("ready");
  // Read again, it is at rest as it was: nobody is told that it works.
  const { tree, root } = story;
  const again = { ...root, facts: { ...root.facts, retiring: ["old-rule"] } };
  expect(stateOf({ ...tree, tasks: new Map([...tree.tasks, [root.id, again]]) })).toBe("ready");
});

/** A rule as the default branch may hold it, for the question that `asking` puts. */
function known(): Policy {
  const story = asked(asking);
  story.tell({ ...answered, body: "ISO dates" }).run();
  const policy = story.root.policy?.policy;
  if (policy === undefined) throw new Error("no rule was proposed");
  return { ...policy, id: "iso-dates" };
}

test("a rule that another one contradicts says so, whether a model saw it or not", () => {
  const told = known();
  const other = { ...told, id: "us-dates", answer: "US dates", since: "2026-11-20" };
  const unlike = { ...told, id: "unlike", question: "clarify-unlike" };
  const tie = { ...told, since: "2026-11-20", answer: "German dates" };
  // Two of one day contradict each other, so that a person is asked.
  const story = asked({ ...asking, preflight: () => ({ policies: [tie, other, unlike] }) });
  story.tell({ ...answered, body: "ISO dates" }).run();
  expect(story.root.policy).toMatchObject({ step: "proposed", contradicts: ["iso-dates", "us-dates"] });
  story.tell({ ...answered, comment: 900_002, body: "/fractal policy accept", at: 2_100_000 }).run();
  // That it is kept drops no other: which of them holds is decided in their files.
  expect(story.root.facts.policies).toHaveLength(4);
});

test("a rule that was accepted here holds on when the repository is read anew, once", () => {
  let policies: Policy[] = [];
  const story = asked({ ...asking, preflight: () => ({ policies }) });
  story.tell({ ...answered, body: "ISO dates" }).run();
  story.tell({ ...answered, comment: 900_002, body: "/fractal policy accept", at: 2_100_000 }).run();
  const ids = () => story.root.facts.policies?.map(({ id }) => id);
  const [accepted] = story.root.facts.policies ?? [];
  story.tell({ type: "Restarted" }).run();
  expect(ids()).toEqual([accepted?.id]);
  // Its pull request was merged meanwhile.
  policies = [{ ...known(), id: accepted?.id ?? "" }, known()];
  story.tell({ type: "Restarted" }).run();
  expect(ids()).toEqual([accepted?.id, "iso-dates"]);
});

test("a rule that answers in a tree that is stopped starts nothing until that goes on", () => {
  const policies = [known()];
  const story = new Story({ ...asking, preflight: () => ({ policies }) }).label();
  story.run((at) => at.did("AskPlanner").length === 1);
  story.close(1, "completed").run();
  expect(story.root).toMatchObject({ status: "queued", question: { answer: { from: "policy" } } });
  story.reopen(1).run();
  expect(story.state).toBe("ready");
});

test("a rule that did not help is not said again: a person is asked", () => {
  const policies = [known()];
  const story = asked({ ...asking, planner: () => clarify("Which dates?"), preflight: () => ({ policies }) });
  expect(story.root.guidance).toHaveLength(1);
  expect(story.root.question?.askedAt).toBeDefined();
  story.tell({ ...answered, body: "any" }).run();
  expect(story.root.guidance?.map(({ from }) => from)).toEqual(["policy", "person"]);
});
