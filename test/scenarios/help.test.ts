import { expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { childrenOf, type Task, type Tree } from "#src/core/tree.ts";
import { plan } from "../../examples/models/plan.ts";
import type { Call, Part, Turn } from "../../examples/scripted-model.ts";
import { read, submit, turn } from "../../examples/turns.ts";
import { openHouse } from "./house.ts";
import { config, errorsPart, oneLeaf, partOf, spec } from "./one-leaf.ts";

const text = (path: string, content: string): Call => ({ name: "write_file", arguments: { path, content } });

/** A report that counts nothing, and a test that wants it to. */
const wrongWork: Turn[] = [
  turn(
    "That should do.",
    text("lib/errors.awk", "# failed requests per status and path\nEND { }\n"),
    text("test/errors.sh", "check 'something is printed' 'exit 1'\nexit 1\n"),
  ),
  turn(
    "Done.",
    submit("Added the report errors.", "test/run.sh errors", ["lib/errors.awk", "test/errors.sh"]),
  ),
];

function workOf(part: Part, isRight: (prompt: string) => boolean): Part {
  return { ...part, work: (prompt) => (isRight(prompt) ? (part.work?.(prompt) ?? []) : wrongWork) };
}

function leafOf(tree: Tree, title = "Count failed requests"): Task {
  const leaf = [...tree.tasks.values()].find((task) => task.title === title && task.parent !== null);
  if (leaf === undefined) throw new Error(`there is no ${title}`);
  return leaf;
}

function tried({ attempts }: Task): (string | undefined)[][] {
  return attempts.map(({ model, outcome }) => [model, outcome?.class]);
}

test("red, red, then the strong model makes it green", async () => {
  const script = [workOf(errorsPart, (prompt) => prompt.includes("attempt 3/"))];
  const house = await openHouse(oneLeaf({ script }));
  await house.label(spec);
  const tree = await house.watch.rest();
  expect(stateOf(tree)).toBe("ready");
  expect(tried(leafOf(tree))).toEqual([
    ["gpt-5-nano", "check"],
    ["gpt-5-nano", "check"],
    ["gpt-5-mini", undefined],
  ]);
  expect(house.model.requests().filter(({ role }) => role === "router")).toEqual([]);
});

const words = "lib/errors.awk has no rule for lines: count status and path in an array there.";
const proposal = (fix: Call["arguments"]): Call => ({ name: "propose_fix", arguments: fix });

test("a red ladder, a fixer that looks and writes guidance, and a worker that heeds it", async () => {
  const script = [
    {
      ...workOf(errorsPart, (prompt) => prompt.includes(words)),
      route: () => ({ choose: "fixer", reason: "The report has no rule for lines.", question: null }),
      fix: () => [
        turn("How does the other report do it?", read("lib/hits.awk")),
        turn("I see.", proposal({ decision: "guide", guidance: words, reason: "" })),
      ],
    },
  ];
  const house = await openHouse(oneLeaf({ script }));
  await house.label(spec);
  const tree = await house.watch.rest();
  expect(stateOf(tree)).toBe("ready");
  const leaf = leafOf(tree);
  expect(tried(leaf)).toEqual([
    ["gpt-5-nano", "check"],
    ["gpt-5-nano", "check"],
    ["gpt-5-mini", "check"],
    ["gpt-5-mini", undefined],
  ]);
  expect(leaf.guidance).toMatchObject([{ from: "fixer", by: "gpt-5", text: words }]);
  expect(leaf.planUsage?.calls).toBe(3);
  const asked = house.model.requests().filter(({ role }) => role === "router" || role === "fixer");
  expect(asked.map(({ role, model, turn: at }) => [role, model, at])).toEqual([
    ["router", "gpt-5-mini", 0],
    ["fixer", "gpt-5", 0],
    ["fixer", "gpt-5", 1],
  ]);
});

const halves = plan({
  size: "S",
  decision: "split",
  acceptance: "Failed requests are counted.",
  verify: null,
  files: ["lib/errors.awk", "test/errors.sh"],
  children: [
    {
      title: "Write the report",
      objective: "lib/errors.awk prints how often each status from 400 and path occurred.",
      type: "feature",
      size: "XS",
      risk: "low",
      acceptance: "The report is there.",
      verify: "test -s lib/errors.awk",
      files: ["lib/errors.awk"],
      dependsOn: [],
    },
    {
      title: "Write its test",
      objective: "test/errors.sh holds the report to what the spec shows.",
      type: "test",
      size: "XS",
      risk: "low",
      acceptance: "The test passes.",
      verify: "test/run.sh errors",
      files: ["test/errors.sh"],
      dependsOn: [0],
    },
  ],
});

/** Of the right work, what concerns this file. */
function onlyWriting(path: string, verify: string): (prompt: string) => Turn[] {
  return (prompt) => {
    const calls = errorsPart.work?.(prompt).flatMap((each) => each.calls) ?? [];
    const writes = calls.filter((call) => call.name === "write_file" && call.arguments["path"] === path);
    return [turn("Just this.", ...writes), turn("Done.", submit(`Wrote ${path}.`, verify, [path]))];
  };
}

test("a leaf that is too big for every model is split on the fixer's word, and its parts are made", async () => {
  const whole = partOf("Two reports: errors and slowest paths");
  const [big, small] = (whole.plan as { children: object[] }).children;
  const script: Part[] = [
    { ...whole, plan: { ...(whole.plan as object), verify: null, children: [{ ...big, size: "S" }, small] } },
    {
      ...workOf(errorsPart, () => false),
      plan: halves,
      route: () => ({ choose: "fixer", reason: "Report and test are mixed up.", question: null }),
      fix: () => [
        turn(
          "Two things.",
          proposal({ decision: "split", guidance: "", reason: "The report, then its test." }),
        ),
      ],
    },
    partOf("List the slowest paths"),
    { title: "Write the report", work: onlyWriting("lib/errors.awk", "test -s lib/errors.awk") },
    { title: "Write its test", work: onlyWriting("test/errors.sh", "test/run.sh errors") },
  ];
  const models = config().replace(/worker: \[.*?\]/, "worker: [gpt-5-nano]");
  const house = await openHouse(oneLeaf({ script, files: { ".github/fractal.yml": models } }));
  await house.label({ title: whole.title, body: spec.body });
  const tree = await house.watch.rest();
  expect(stateOf(tree)).toBe("ready");
  const leaf = leafOf(tree);
  expect(leaf).toMatchObject({ status: "done", size: "S", attempts: [{ outcome: { class: "check" } }] });
  expect(childrenOf(tree, leaf.id).map(({ title, size, status }) => [title, size, status])).toEqual([
    ["Write the report", "XS", "done"],
    ["Write its test", "XS", "done"],
  ]);
});
