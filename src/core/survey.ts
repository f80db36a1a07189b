import { affected } from "./affected.ts";
import { HashMap } from "./hash-map.ts";
import type { Money } from "./money-of-task.ts";
import { Promises } from "./promises.ts";
import { Ranking } from "./schedule.ts";
import { type Kind, kindAt, kinds, noSums, type Sign, signOf } from "./sign.ts";
import { isSame } from "./same.ts";
import { Sorted } from "./sorted.ts";
import { type Since, Tasks } from "./tasks.ts";
import type { RootFacts, Task, Tree } from "./tree.ts";

type Place = Readonly<{ at: number; id: string }>;
type Config = RootFacts["config"];
type Parts = Readonly<{
  config: Config | undefined;
  signs: HashMap<Sign>;
  sets: readonly Sorted<Place>[];
  sums: readonly number[];
  names: HashMap<readonly Place[]>;
  ranking: Ranking;
  promises: Promises;
}>;

/**
 * What is known of a whole tree: worked out once of all its tasks, and from then on, version by version, of those
 * that were touched and their neighbours, so that neither deciding nor reading what is due walks the tree.
 */
export function surveyOf(tree: Tree): Survey {
  const tasks = Tasks.of(tree.tasks);
  const known = surveys.get(tasks);
  if (known !== undefined) return known;
  const survey = made(tree.root, tasks, tasks.takeSince());
  surveys.set(tasks, survey);
  return survey;
}

const surveys = new WeakMap<Tasks, Survey>();

export class Survey {
  readonly parts: Parts;
  /** What the sticky comment must show, once that was asked. */
  sticky: string | undefined;
  readonly #tasks: Tasks;

  constructor(tasks: Tasks, parts: Parts) {
    this.#tasks = tasks;
    this.parts = parts;
  }

  /** Of one kind, in the order in which they came into the tree. */
  tasks(kind: Kind): Task[] {
    return this.#at(this.#set(kind).items());
  }

  /** The same with what is known of each. */
  signed(kind: Kind): Sign[] {
    return this.#set(kind)
      .items()
      .map(({ id }) => this.parts.signs.get(id) as Sign);
  }

  count(kind: Kind): number {
    return this.#set(kind).size;
  }

  /** Those that have the thing of this name on GitHub, see `nameInEvent`. */
  named(name: string | undefined): Task[] {
    return name === undefined ? [] : this.#at(this.parts.names.get(name) ?? []);
  }

  /** Those that may be tried, in the order in which they get a slot. */
  *startable(): Generator<Task, undefined, unknown> {
    for (const id of this.parts.ranking.ids()) yield this.#tasks.get(id) as Task;
  }

  /** Who was promised how much of the budget. */
  get promises(): Promises {
    return this.parts.promises;
  }

  get money(): Money {
    const [spent = 0, reserved = 0, inputTokens = 0, outputTokens = 0] = this.parts.sums;
    return { spentUsd: spent / 1e6, reservedUsd: reserved / 1e6, inputTokens, outputTokens };
  }

  /** What people are shown of all tasks, as one comparable string. */
  get rows(): string {
    return textOf(this.parts.sums.slice(4, 6));
  }

  /** What of all tasks only a person can move, as one comparable string. */
  get needs(): string {
    return textOf(this.parts.sums.slice(6, 8));
  }

  #set(kind: Kind): Sorted<Place> {
    return this.parts.sets[kindAt[kind]] as Sorted<Place>;
  }

  #at(places: readonly Place[]): Task[] {
    return places.map(({ id }) => this.#tasks.get(id) as Task);
  }
}

function textOf(halves: readonly number[]): string {
  return halves.map((half) => half.toString(36)).join("-");
}

const nothing: Parts = {
  config: undefined,
  signs: HashMap.empty(),
  sets: kinds.map(() => new Sorted<Place>((a, b) => a.at - b.at)),
  sums: noSums,
  names: HashMap.empty(),
  ranking: Ranking.none,
  promises: Promises.none,
};

function made(root: string, tasks: Tasks, since: Since | undefined): Survey {
  const config = tasks.get(root)?.facts?.config;
  if (config === undefined) return new Survey(tasks, nothing);
  return new Survey(tasks, { ...updated(baseOf({ root, config, tasks }, since), { root, tasks }), config });
}

type Base = Readonly<{ tasks: Tasks; parts: Parts; touched: readonly string[] }>;

/** When what every task is judged by has become another, all are looked at again. */
function baseOf(
  { root, config, tasks }: { root: string; config: Config; tasks: Tasks },
  since?: Since,
): Base {
  if (since !== undefined) {
    const { parts } = surveyOf({ root, tasks: since.tasks });
    if (isSame(parts.config, config)) return { tasks: since.tasks, parts, touched: since.touched };
  }
  return { tasks: none, parts: nothing, touched: [...tasks.keys()] };
}

const none = Tasks.of(new Map());

function updated(base: Base, tree: { root: string; tasks: Tasks }): Parts {
  const { tasks } = tree;
  const sets = [...base.parts.sets];
  const sums = [...base.parts.sums];
  let { signs, names } = base.parts;
  const ready = new Map<string, boolean>();
  for (const id of affected(base.tasks, tasks, base.touched)) {
    const task = tasks.get(id);
    if (task === undefined) continue;
    const before = signs.get(id);
    const after = signOf(tree, task);
    const place = { at: tasks.placeOf(id), id };
    signs = signs.with(id, after);
    const turned = (before?.kinds ?? 0) ^ after.kinds;
    for (let at = 0; turned >> at > 0; at += 1)
      if ((turned >> at) & 1) sets[at] = moved(sets[at] as Sorted<Place>, place, (after.kinds >> at) & 1);
    for (let at = 0; at < sums.length; at += 1)
      sums[at] = added(sums[at] as number, (after.sums[at] as number) - (before?.sums[at] ?? 0), at);
    names = renamed(names, place, before?.names ?? [], after.names);
    ready.set(id, ((after.kinds >> kindAt.startable) & 1) === 1);
  }
  const ranking = base.parts.ranking.moved(base.tasks, tasks, { touched: base.touched, ready });
  const promises = base.parts.promises.moved(tasks, base.touched);
  return { config: base.parts.config, signs, sets, sums, names, ranking, promises };
}

function moved(set: Sorted<Place>, place: Place, isIn: number): Sorted<Place> {
  return isIn ? set.with(place) : set.without(place);
}

/** Dollars and tokens add up; digests go round. */
function added(sum: number, more: number, at: number): number {
  return at < 4 ? sum + more : (sum + more) >>> 0;
}

function renamed(
  names: HashMap<readonly Place[]>,
  place: Place,
  before: readonly string[],
  after: readonly string[],
): HashMap<readonly Place[]> {
  let all = names;
  for (const name of before) {
    if (after.includes(name)) continue;
    const others = (all.get(name) as readonly Place[]).filter(({ id }) => id !== place.id);
    all = others.length === 0 ? all.without(name) : all.with(name, others);
  }
  for (const name of after) {
    if (before.includes(name)) continue;
    const places = [...(all.get(name) ?? []), place];
    all = all.with(
      name,
      places.sort((a, b) => a.at - b.at),
    );
  }
  return all;
}
