// How often people are asked: ten trees of a hundred leaves in one repository, one after the other, in which tasks meet what the spec leaves
// open, some of it again and again. Once with answers that are forgotten, and once with answers that become rules. Then nobody answers, a week
// long, and the calls of models in that week are counted. Core alone, with a scripted world; the same numbers each time.
import { pathToFileURL } from "node:url";
import { apply } from "#src/core/change.ts";
import { decide } from "#src/core/decide.ts";
import { due } from "#src/core/due.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { stateOf } from "#src/core/needs-you.ts";
import type { Policy } from "#src/core/policy.ts";
import { hash53, rootTaskId } from "#src/core/task-id.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { wakeAt } from "#src/core/wake.ts";
import { blocked } from "#test/core/handed.ts";
import { clarify, part, split } from "#test/core/plans.ts";
import { type Script, World } from "#test/core/world.ts";

const trees = 10;
/** Children on each of three levels: a hundred leaves. */
const shape = [5, 5, 4] as const;
const levels = [
  { size: "L", risk: "low" },
  { size: "M", risk: "high" },
  { size: "S", risk: "low" },
] as const;
/** Percent of the leaves, and of what is divided, that meet something open. */
const opens = { leaf: 15, plan: 10 };
/** So many things are open in the repository; the first are met most often. */
const topics = 12;
const weekMs = 7 * 24 * 3_600_000;

export async function bench(): Promise<void> {
  console.log(
    `${trees} trees of 100 leaves; ${topics} things are open, met by ${opens.leaf} % of the leaves and ${opens.plan} % of the plans`,
  );
  console.log(`tree              ${head()}     all, for 100 leaves`);
  const forgotten = repository(false);
  const kept = repository(true);
  row(
    "met something open",
    forgotten.map(({ met }) => met),
  );
  row(
    "asked, no policies",
    forgotten.map(({ asked }) => asked),
  );
  row(
    "asked, policies",
    kept.map(({ asked }) => asked),
  );
  const waiting = new Life(1, scriptOf(1, new Set(), []), "nobody");
  waiting.run();
  const before = waiting.calls;
  const state = stateOf(waiting.tree);
  waiting.run(waiting.now + weekMs);
  console.log(`\nnobody answers: the tree is ${state} after ${before} calls of models, and`);
  console.log(`${waiting.calls - before} more in the week after that (goal: 0)`);
}

function head(): string {
  return Array.from({ length: trees }, (_, at) => String(at + 1).padStart(5)).join("");
}

function row(name: string, counts: readonly number[]): void {
  const all = counts.reduce((a, b) => a + b, 0) / trees;
  console.log(
    `${name.padEnd(18)}${counts.map((each) => String(each).padStart(5)).join("")}  ${all.toFixed(1)}`,
  );
}

/** All trees; with `keeps`, the rules that people accepted in one hold in the next. */
function repository(keeps: boolean): { met: number; asked: number }[] {
  const rules = new Map<string, Policy>();
  return Array.from({ length: trees }, (_, at) => {
    const met = new Set<string>();
    const life = new Life(at + 1, scriptOf(at + 1, met, [...rules.values()]), keeps ? "keeps" : "forgets");
    life.run();
    const leaves = [...life.tree.tasks.values()].filter(({ attempts }) => attempts.length > 0).length;
    if (leaves !== shape[0] * shape[1] * shape[2]) throw new Error(`the tree has ${leaves} leaves`);
    if (stateOf(life.tree) !== "ready") throw new Error(`the tree came to rest as ${stateOf(life.tree)}`);
    for (const policy of rootOf(life.tree).facts.policies ?? []) rules.set(policy.id, policy);
    return { met: met.size, asked: life.asked.size };
  });
}

type Event = Readonly<{ event: TreeEvent; from?: string }>;

/** One tree, its world, and the people: they answer what they see at once, in words, and accept the rule that is made of it. */
class Life {
  tree: Tree;
  now = 1_000_000;
  calls = 0;
  readonly asked = new Set<string>();
  readonly #world: World;
  readonly #people: "nobody" | "forgets" | "keeps";
  readonly #done = new Set<string>();
  #queue: Event[];

  constructor(issue: number, script: Script, people: "nobody" | "forgets" | "keeps") {
    this.tree = { root: rootTaskId("o/r", issue), tasks: new Map() };
    this.#world = new World(script);
    this.#people = people;
    const about = { number: issue, id: issue, nodeId: `I_${issue}` };
    const words = { title: "Grow", body: "Grow.", by: "alice", at: 1 };
    this.#queue = [{ event: { type: "RootRequested", owner: "o", repo: "r", issue: about, ...words } }];
  }

  /** Until nothing moves any more, or for so long. */
  run(until = Infinity): void {
    for (;;) {
      const next = this.#queue.shift();
      if (next !== undefined) this.#tell(next.event);
      else if (!this.#perform() && !this.#answer() && !this.#wait(until)) return;
    }
  }

  #tell(event: TreeEvent): void {
    this.tree = apply(this.tree, decide(this.tree, event, { now: this.now }));
  }

  #perform(): boolean {
    const effects = due(this.tree, { now: this.now });
    for (const effect of effects) {
      if (callsModel.has(effect.type)) this.calls += 1;
      // What a rule answers is shown, and asks nobody.
      if (effect.type === "WriteQuestion" && effect.state.startsWith("asked"))
        this.asked.add(`${effect.task}/${effect.n}`);
      for (const event of this.#world.perform(this.tree, effect, this.now)) this.#queue.push({ event });
    }
    for (const event of this.#world.webhooks.splice(0)) this.#queue.push({ event });
    this.now += 10;
    return this.#queue.length > 0;
  }

  #answer(): boolean {
    if (this.#people === "nobody") return false;
    const events = [...this.tree.tasks.values()].flatMap((task) => [
      ...this.#once(wordsTo(task), `${task.id}/${task.question?.n}`),
      ...(this.#people === "keeps" ? this.#once(tickOn(task), `${task.id}/policy`) : []),
    ]);
    this.now += events.length > 0 ? 60_000 : 0;
    this.#queue.push(...events.map((event) => ({ event: { ...event, at: this.now } })));
    return events.length > 0;
  }

  #once<Said>(said: Said | undefined, key: string): Said[] {
    if (said === undefined || this.#done.has(key)) return [];
    this.#done.add(key);
    return [said];
  }

  #wait(until: number): boolean {
    const wake = wakeAt(this.tree, { now: this.now }) ?? Infinity;
    const next = Math.min(wake, until === Infinity ? Infinity : this.now + 3_600_000);
    if (next === Infinity || next > until) return false;
    this.now = next;
    this.#queue.push({ event: { type: "TimePassed" } });
    return true;
  }
}

const callsModel = new Set(["AskPlanner", "Dispatch", "AskRouter", "AskFixer", "DistillPolicy"]);

let comments = 1_000_000;

function wordsTo({ question, issue }: Task) {
  if (issue === undefined || question?.comment === undefined || question.answer !== undefined)
    return undefined;
  const body = `Left, for ${question.title}`;
  return {
    type: "CommentWritten" as const,
    issue: issue.number,
    comment: (comments += 1),
    by: "ann",
    body,
    at: 0,
  };
}

function tickOn({ id, policy, issue }: Task) {
  if (issue === undefined || policy?.step !== "proposed") return undefined;
  const ticked = [`policy/${id}/${policy.n}/accept`];
  return {
    type: "BoxesTicked" as const,
    issue: issue.number,
    comment: (comments += 1),
    by: "ann",
    ticked,
    at: 0,
  };
}

function scriptOf(tree: number, met: Set<string>, policies: Policy[]): Script {
  const drawn = (about: string, percent: number) => hash53(`${tree}/${about}`) % 100 < percent;
  const open = (about: string) => {
    met.add(about);
    // Squared: the first of them are met most often.
    const share = (hash53(`${tree}/${about}/topic`) % 1000) / 1000;
    return `How is topic ${"abcdefghijkl"[Math.floor(share * share * topics)]} meant?`;
  };
  return {
    config: {
      plan: "auto",
      budget: { usd: 1000 },
      limits: {
        nodesMax: 1000,
        childrenMax: 10,
        parallelLeavesMax: 16,
        settleSecondsMin: 0,
        leafFilesMax: 50,
      },
    },
    preflight: () => ({ policies }),
    planner: (task, _ask, all) => {
      if (task.guidance === undefined && drawn(task.title, opens.plan)) return clarify(open(task.title));
      return planned(task, depthIn(all, task));
    },
    worker: (task) =>
      task.guidance === undefined && drawn(task.title, opens.leaf) ? blocked(open(task.title)) : {},
    distiller: (task) => ({ rules: [{ rule: `Heed: ${task.question?.answer?.words}`, ...everywhere }] }),
  };
}

const everywhere = { paths: [], types: [], contradicts: [] };

function planned(task: Task, depth: number) {
  const children = Array.from({ length: shape[depth] ?? 0 }, (_, index) =>
    part(`${depth === 0 ? "t" : task.title}.${index}`, {
      ...(levels[depth] ?? levels[2]),
      files: [`${task.files[0] ?? ""}${index}/`],
    }),
  );
  return split(depth === 0 ? "XL" : task.size, children, { files: task.files });
}

function depthIn(tree: Tree, task: Task): number {
  return task.parent === null ? 0 : 1 + depthIn(tree, tree.tasks.get(task.parent) as Task);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await bench();
