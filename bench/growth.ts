// What an event costs as the tree grows: `decide`, its changes applied, and `due`, over whole lives of trees of a
// hundred to ten thousand tasks. The exponent is the slope of cost over tasks, both as logarithms: 0 is flat, 1 is a walk.
import { pathToFileURL } from "node:url";
import { apply } from "#src/core/change.ts";
import { decide } from "#src/core/decide.ts";
import { due } from "#src/core/due.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { rootTaskId } from "#src/core/task-id.ts";
import type { Task, Tree } from "#src/core/tree.ts";
import { stateOf } from "#src/core/needs-you.ts";
import { wakeAt } from "#src/core/wake.ts";
import { part, split } from "#test/core/plans.ts";
import { type Script, World } from "#test/core/world.ts";

/** Children on each of three levels. */
const shapes = [
  [4, 4, 5],
  [9, 10, 10],
  [21, 21, 21],
] as const;
const goal = { us: 20, exponent: 0.3 };

/** `usual` and `quiet`: the median and the first decile over runs of fifty events, in microseconds for one event. */
type Cost = Readonly<{ usual: number; quiet: number }>;
type Life = Readonly<{ tasks: number; events: number; event: Cost; wake: Cost }>;

export async function bench(): Promise<void> {
  // The compiler has seen everything by then.
  lives([9, 10, 10], 16, 2);
  for (const slots of [4, 16]) {
    console.log(
      `one event of a tree with ${slots} slots, once all of it is planned: decide + apply + due, and wakeAt`,
    );
    console.log("   tasks   events   µs, usual   µs, quiet   wakeAt µs");
    const found = shapes.map((shape, at) => lives(shape, slots, [40, 5, 1][at] ?? 1));
    for (const { tasks, events, event, wake } of found)
      console.log(
        [
          String(tasks).padStart(8),
          String(events).padStart(9),
          ...[event.usual, event.quiet, wake.usual].map((us) => us.toFixed(1).padStart(12)),
        ].join(""),
      );
    const exponent = (of: keyof Cost) =>
      slope(found.map(({ tasks, event }) => [Math.log(tasks), Math.log(event[of])]));
    const most = found.at(-1) as Life;
    console.log(
      `growth exponent ${exponent("usual").toFixed(2)} usual, ${exponent("quiet").toFixed(2)} quiet (goal <= ${goal.exponent}); at ${most.tasks} tasks ${most.event.usual.toFixed(1)} µs usual, ${most.event.quiet.toFixed(1)} µs quiet (goal <= ${goal.us})\n`,
    );
  }
}

function lives(shape: Shape, slots: number, times: number): Life {
  const all = Array.from({ length: times }, () => live(shape, slots));
  const { tasks, events } = all[0] as Lived;
  const cost = (of: (life: Lived) => readonly number[]): Cost => {
    const runs = all.flatMap((life) => means(of(life), 50)).sort((a, b) => a - b);
    return {
      usual: runs[Math.floor(runs.length * 0.5)] ?? 0,
      quiet: runs[Math.floor(runs.length * 0.1)] ?? 0,
    };
  };
  return {
    tasks,
    events: events.length,
    event: cost((life) => life.events),
    wake: cost((life) => life.wakes),
  };
}

type Shape = readonly [number, number, number];
type Lived = Readonly<{ tasks: number; events: readonly number[]; wakes: readonly number[] }>;

/** From the label to the pull request that a person reviews; times are taken when every task is there. */
function live(shape: Shape, slots: number): Lived {
  const whole = 1 + shape[0] + shape[0] * shape[1] + shape[0] * shape[1] * shape[2];
  const world = new World(scriptOf(shape, slots));
  let tree: Tree = { root: rootTaskId("o/r", 1), tasks: new Map() };
  let now = 1_000_000;
  const flying = new Map<string, number>();
  const shown: { event: TreeEvent; from?: string }[] = [];
  const queue: { event: TreeEvent; from?: string }[] = [{ event: label() }];
  const spent: number[] = [];
  const wakes: number[] = [];
  let wake: number | undefined;
  for (;;) {
    const next =
      queue.shift() ?? (wake === undefined ? undefined : { event: { type: "TimePassed" as const } });
    if (next === undefined) break;
    if (next.event.type === "TimePassed") now = Math.max(now, wake ?? 0);
    now += 20;
    const from = performance.now();
    tree = apply(tree, decide(tree, next.event, { now }));
    const effects = due(tree, { now });
    const until = performance.now();
    wake = wakeAt(tree, { now });
    if (tree.tasks.size >= whole) {
      spent.push((until - from) * 1000);
      wakes.push((performance.now() - until) * 1000);
    }
    if ("from" in next && next.from !== undefined) land(flying, next.from);
    for (const effect of effects) {
      if (flying.has(effect.key)) continue;
      const caused = world.perform(tree, effect, now);
      flying.set(effect.key, caused.length);
      const line = effect.type === "MirrorIssue" ? shown : queue;
      for (const event of caused) line.push({ event, from: effect.key });
      for (const event of world.webhooks.splice(0)) queue.push({ event });
    }
  }
  if (stateOf(tree) !== "ready") throw new Error(`the tree came to rest as ${stateOf(tree)}`);
  return { tasks: tree.tasks.size, events: spent, wakes };
}

function means(values: readonly number[], of: number): number[] {
  return Array.from({ length: Math.floor(values.length / of) }, (_, n) => {
    const run = values.slice(n * of, (n + 1) * of);
    return run.reduce((a, b) => a + b, 0) / run.length;
  });
}

function land(flying: Map<string, number>, key: string): void {
  const left = (flying.get(key) ?? 1) - 1;
  if (left > 0) flying.set(key, left);
  else flying.delete(key);
}

function scriptOf(shape: Shape, slots: number): Script {
  return {
    config: {
      plan: "auto",
      budget: { usd: 1_000_000 },
      limits: {
        nodesMax: 10_000,
        childrenMax: 30,
        parallelLeavesMax: slots,
        settleSecondsMin: 0,
        leafFilesMax: 50,
      },
    },
    planner: (task, _ask, tree) => planned(task, shape, depthIn(tree, task)),
  };
}

const levels = [
  { size: "L", risk: "low" },
  { size: "M", risk: "high" },
  { size: "S", risk: "low" },
] as const;

function planned(task: Task, shape: Shape, depth: number) {
  const { size, risk } = levels[depth] ?? levels[2];
  const files = `${task.files[0] ?? ""}`;
  const children = Array.from({ length: shape[depth] ?? 0 }, (_, index) =>
    part(`${depth === 0 ? "t" : task.title}.${index}`, {
      size,
      risk,
      files: [`${files}${index}/`],
      dependsOn: depth === 2 && index % 3 === 2 ? [index - 1, index - 2] : [],
    }),
  );
  return split(depth === 0 ? "XL" : task.size, children, { files: task.files });
}

function depthIn(tree: Tree, task: Task): number {
  return task.parent === null ? 0 : 1 + depthIn(tree, tree.tasks.get(task.parent) as Task);
}

function label(): TreeEvent {
  const issue = { number: 1, id: 10, nodeId: "I_1" };
  return {
    type: "RootRequested",
    owner: "o",
    repo: "r",
    issue,
    title: "Grow",
    body: "Grow.",
    by: "alice",
    at: 1,
  };
}

function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (of: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(([at]) => at), mean(([, value]) => value)];
  return mean(([at, value]) => (at - x) * (value - y)) / mean(([at]) => (at - x) ** 2);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await bench();
