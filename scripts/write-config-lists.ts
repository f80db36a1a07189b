// Writes the lists of configuration keys into README.md and docs/limits.md, or with --check says whether they are as they should be.
// The records below are typed by the config's own schema: a new key without a sentence here does not compile.
import { readFileSync, writeFileSync } from "node:fs";
import { Config, type Limits } from "#src/core/rules.ts";

type Section = Exclude<keyof Config, "prices" | "limits">;
type Key = {
  [Name in Section]-?: NonNullable<Config[Name]> extends string
    ? Name
    : `${Name}.${keyof NonNullable<Config[Name]> & string}`;
}[Section];

const keys: Record<Key, string> = {
  "models.planner": "plans and splits",
  "models.worker":
    "one model per attempt at a leaf, weakest first; how many there are is how often a leaf is tried",
  "models.router": "decides who helps a stuck leaf, and finds the rule in an answer",
  "models.fixer": "writes guidance for a stuck leaf",
  "budget.usd": "US dollars for the whole tree; at the ceiling it waits for you",
  ci: "`own`: your checks judge a leaf. `verify`: the command below does. Left out: `own`, or `verify` when there is a command and your checks would not run or would hold secrets",
  verify: "a command that exits 0 when a commit is good",
  "checks.required": "names of the checks that must be green; none named: all there are",
  plan: "`approve`: the plan is shown, with its sizes and what it may cost, and nothing is built before somebody says yes. `auto`: it begins by itself. Left out: `auto` up to `limits.planAutoUsdMax`, `approve` above it",
  "review.leaf": "`auto`: green leaves are merged into the epic branch. `human`: you merge them",
};

const limits: Record<keyof Limits, string> = {
  childrenMax: "parts of one split",
  depthMax: "levels below the root",
  nodesMax: "tasks of one tree",
  parallelLeavesMax: "leaves at work at one time",
  plannerAsksMax: "times the planner is asked about one task, when its proposals are refused",
  leafFilesMax: "files a leaf may change; twice as many for size M",
  leafChangedLinesMax: "lines a leaf may add and remove; twice as many for size M",
  leafBytesMax: "bytes in the files a leaf changes; twice as many for size M",
  stepsMax: "replies of the model in one attempt",
  attemptMinutesMax: "minutes of one attempt",
  attemptInputTokensMax: "input tokens of one attempt",
  attemptOutputTokensMax: "output tokens of one attempt",
  plannerInputTokensMax: "input tokens of one planner call",
  plannerOutputTokensMax: "output tokens of one planner call",
  testSecondsMax: "seconds of one run of a task's check by the worker",
  infraRetriesMax:
    "times in a row that lost runners, outages and merge conflicts are tried again for nothing",
  repairsMax: "repair tasks for one red check of the whole, or of a composite",
  settleSecondsMin:
    "seconds without anything new before a commit's checks count as all there are; 0 in `fractal run`",
  noChecksSecondsMax: "seconds without any check before a commit counts as having none; 2 in `fractal run`",
  runMinutesMax: "minutes before a dispatched run that has not ended counts as lost",
  planAutoUsdMax: "US dollars that a tree may be expected to cost before its plan is shown first",
  questionsFree: "questions of one tree that are asked as soon as they come up",
  questionMinutesMin: "minutes between two further questions; what comes up meanwhile waits, and is merged",
  stickySecondsMin: "seconds between two edits of the comment on the root issue; 2 in `fractal run`",
};

const defaults = Config.parse({});
const isCheck = process.argv.includes("--check");

publish(
  "README.md",
  "config",
  Object.entries(keys).map(([key, words]) => `- \`${key}\` (${shown(valueAt(key))}): ${words}`),
);
publish(
  "docs/limits.md",
  "limits",
  Object.entries(limits).map(
    ([key, words]) => `- \`${key}\` (${shown(defaults.limits[key as keyof Limits])}): ${words}`,
  ),
);

function valueAt(key: string): unknown {
  return key
    .split(".")
    .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], defaults);
}

function shown(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return "none";
  return `\`${Array.isArray(value) ? `[${value.join(", ")}]` : String(value)}\``;
}

function publish(path: string, name: string, lines: readonly string[]): void {
  const [begin, end] = [`<!-- ${name}: generated -->`, `<!-- /${name} -->`];
  const before = readFileSync(path, "utf8");
  const [head, rest] = before.split(begin);
  const tail = rest?.split(end)[1];
  if (head === undefined || tail === undefined) throw new Error(`${path} has no place "${begin}" … "${end}"`);
  const after = `${head}${begin}\n\n${lines.join("\n")}\n\n${end}${tail}`;
  if (after === before) return;
  if (!isCheck) return writeFileSync(path, after);
  console.error(`${path} is behind src/core/rules.ts; run: npx node scripts/write-config-lists.ts`);
  process.exitCode = 1;
}
