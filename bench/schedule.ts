// How long 300 random graphs of 200 leaves take on 2, 8 and 16 slots, over the least that any order could need: the longest
// path, or all work divided among the slots. The order is the product's own and knows the planner's sizes only; how long
// a leaf really takes is drawn, and its size was guessed right in three cases of five.
import { pathToFileURL } from "node:url";
import { apply } from "#src/core/change.ts";
import { RootFacts, Task, type Tree } from "#src/core/tree.ts";
import { surveyOf } from "#src/core/survey.ts";
import { type Size, sizeMinutes } from "#src/core/task.ts";

const graphs = 300;
const leaves = 200;
const goal = { p50: 1.03, p99: 1.15 };

type Graph = Readonly<{ tree: Tree; minutes: ReadonlyMap<string, number> }>;
/** Leaves need up to three of those before them. `reach`: how far before; `free`: the share that needs none. */
type Family = Readonly<{ name: string; reach: number; free: number }>;
const families: readonly Family[] = [
  { name: "chained", reach: 30, free: 1 / 3 },
  { name: "wide", reach: 100, free: 2 / 3 },
];
/** The ids that may start, in the order in which they get a slot. */
type Order = (tree: Tree) => Iterable<string>;

export async function bench(): Promise<void> {
  for (const family of families) {
    const drawn = Array.from({ length: graphs }, (_, seed) => drawGraph(family, seed + 1));
    console.log(`makespan of ${graphs} ${family.name} graphs of ${leaves} leaves over its lower bound`);
    console.log("   slots                     p50     p90     p99");
    for (const slots of [2, 8, 16]) {
      const ratios = (order: (graph: Graph) => Order) =>
        drawn.map((graph) => makespan(graph, slots, order(graph)) / bound(graph, slots));
      const note = slots === 16 ? `  (goal: p50 <= ${goal.p50}, p99 <= ${goal.p99})` : "";
      line(
        slots,
        "ours",
        ratios(() => ranked),
        note,
      );
      line(slots, "first come", ratios(firstCome), "");
      line(slots, "times known", ratios(clairvoyant), "  what no guess can reach");
    }
  }
}

function line(slots: number, name: string, ratios: readonly number[], note: string): void {
  const sorted = ratios.toSorted((a, b) => a - b);
  const shares = [0.5, 0.9, 0.99].map((share) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(3));
  console.log(
    `${String(slots).padStart(8)}  ${name.padEnd(15)}${shares.map((share) => share.padStart(8)).join("")}${note}`,
  );
}

const ranked: Order = function* (tree) {
  for (const { id } of surveyOf(tree).startable()) yield id;
};

/** Whoever became ready first; those that did so together in the order people read. */
function firstCome(): Order {
  const queue = new Set<string>();
  return (tree) => {
    const ready = surveyOf(tree)
      .tasks("startable")
      .map(({ id }) => id);
    for (const id of ready) queue.add(id);
    const still = new Set(ready);
    for (const id of queue) if (!still.has(id)) queue.delete(id);
    return [...queue];
  };
}

/** The longest path first by the minutes that the leaves will really take. */
function clairvoyant({ tree, minutes }: Graph): Order {
  const rest = new Map<string, number>();
  for (const { id, needs } of [...tree.tasks.values()].reverse()) {
    const path = (minutes.get(id) ?? 0) + (rest.get(id) ?? 0);
    rest.set(id, path);
    for (const need of needs) rest.set(need, Math.max(rest.get(need) ?? 0, path));
  }
  const path = ({ id }: Task) => rest.get(id) ?? 0;
  return (now) => {
    const ready = surveyOf(now).tasks("startable");
    return ready.sort((a, b) => path(b) - path(a)).map(({ id }) => id);
  };
}

function makespan({ tree: whole, minutes }: Graph, slots: number, order: Order): number {
  let tree = whole;
  let now = 0;
  const running: { id: string; until: number }[] = [];
  const put = (id: string, status: "running" | "done") => {
    const task = tree.tasks.get(id) as Task;
    tree = apply(tree, [{ task: { ...task, status }, lazy: false }]);
  };
  for (;;) {
    while (running.length < slots) {
      const [id] = order(tree);
      if (id === undefined) break;
      put(id, "running");
      running.push({ id, until: now + (minutes.get(id) ?? 0) });
    }
    const next = running.sort((a, b) => a.until - b.until).shift();
    if (next === undefined) return now;
    now = next.until;
    put(next.id, "done");
  }
}

function bound({ tree, minutes }: Graph, slots: number): number {
  const ends = new Map<string, number>();
  for (const { id, needs } of tree.tasks.values())
    ends.set(id, (minutes.get(id) ?? 0) + Math.max(0, ...needs.map((need) => ends.get(need) ?? 0)));
  const work = [...minutes.values()].reduce((a, b) => a + b, 0);
  return Math.max(work / slots, ...ends.values());
}

function drawGraph({ reach, free }: Family, seed: number): Graph {
  const draw = drawing(seed);
  const facts = RootFacts.parse({
    owner: "o",
    repo: "r",
    issue: 1,
    requestedBy: "a",
    requestedAt: 1,
    spec: "",
  });
  const root = row("root", { parent: null, size: "XL", status: "split", facts });
  const rows: Task[] = [root];
  const minutes = new Map<string, number>();
  for (let index = 0; index < leaves; index += 1) {
    const needs = new Set<string>();
    const count = draw() < free ? 0 : 1 + Math.floor(draw() * 3);
    for (let n = 0; n < count; n += 1) {
      const need = index - 1 - Math.floor(draw() * reach);
      if (need >= 0) needs.add(`leaf-${need}`);
    }
    const size = sizeAt(draw());
    rows.push(row(`leaf-${index}`, { index, size, needs: [...needs] }));
    const really = draw() < 0.6 ? size : sizeAt(draw());
    minutes.set(`leaf-${index}`, sizeMinutes(really) * (0.6 + 0.8 * draw()));
  }
  return { tree: { root: "root", tasks: new Map(rows.map((each) => [each.id, each])) }, minutes };
}

/** Leaves are small: design §5. */
function sizeAt(share: number): Size {
  if (share < 0.35) return "XS";
  return share < 0.85 ? "S" : "M";
}

function row(id: string, about: Partial<Task>): Task {
  return Task.parse({
    id,
    root: "root",
    parent: "root",
    index: 0,
    title: id,
    objective: id,
    type: "feature",
    size: "S",
    risk: "low",
    acceptance: id,
    verify: null,
    files: [],
    needs: [],
    origin: "plan",
    status: "ready",
    ...about,
  });
}

/** From 0 up to 1, the same for the same seed (mulberry32). */
function drawing(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await bench();
