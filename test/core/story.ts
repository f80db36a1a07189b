import { apply, type Change } from "#src/core/change.ts";
import { decide } from "#src/core/decide.ts";
import { due } from "#src/core/due.ts";
import type { Effect } from "#src/core/effect.ts";
import { TreeEvent } from "#src/core/event.ts";
import { needsYou, stateOf } from "#src/core/needs-you.ts";
import { rootTaskId } from "#src/core/task-id.ts";
import { childrenOf, type RootFacts, rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { wakeAt } from "#src/core/wake.ts";
import { checkRest, checkStep } from "./invariants.ts";
import { type Script, World } from "./world.ts";

/** More steps than any story needs: who passes this goes round in circles. */
const stepsMax = 4000;

/** Draws the next index below `count`: which of the events that are on their way comes next. */
export type Draw = (count: number) => number;
const inOrder: Draw = () => 0;

/** One decision as it was made, for whoever keeps it. */
export type Decided = Readonly<{
  before: Tree;
  after: Tree;
  event: TreeEvent;
  changes: readonly Change[];
  now: number;
}>;

const sweepEveryMs = 300_000;

type Delivery = { event: TreeEvent; from?: string };

type Options = {
  draw?: Draw;
  /** Everything is heard twice. */
  twice?: boolean;
  keep?: (decided: Decided) => void;
  /** Which webhooks come, by their number; all when left out. */
  hears?: (event: TreeEvent, n: number) => boolean;
};

/**
 * A tree that lives through a script, from its label on: decide, do what is due in the world, hear what that causes.
 * After every step all invariants are checked; when it has come to rest, those of a tree at rest.
 */
export class Story {
  tree: Tree = { root: rootTaskId("o/r", 1), tasks: new Map() };
  now = 1_000_000;
  readonly world: World;
  readonly heard: TreeEvent[] = [];
  readonly #draw: Draw;
  readonly #twice: boolean;
  /** How many webhooks there were, and how often it was looked whether any was missed. */
  told = 0;
  sweeps = 0;
  readonly #hears: Options["hears"];
  readonly #keep: ((decided: Decided) => void) | undefined;
  #onTheWay: Delivery[] = [];
  #steps = 0;

  constructor(script: Script, { draw = inOrder, twice = false, keep, hears }: Options = {}) {
    this.#hears = hears;
    this.world = new World(script);
    this.#keep = keep;
    this.#draw = draw;
    this.#twice = twice;
  }

  /** The label is set by somebody. */
  label(by = "alice", about: { title?: string; body?: string; author?: string } = {}): this {
    const { title = "Add a parser", body = "It parses.", author = by } = about;
    const issue = { number: 1, id: 10, nodeId: "I_1" };
    const asked = { owner: "o", repo: "r", issue, title, body, by, author };
    return this.tell({ type: "RootRequested", ...asked, at: this.now });
  }

  /** One event is heard, as it comes out of the inbox. */
  tell(told: TreeEvent): this {
    const event = TreeEvent.parse(JSON.parse(JSON.stringify(told)));
    const before = this.tree;
    this.heard.push(event);
    const changes = decide(before, event, { now: this.now });
    this.tree = apply(before, changes);
    this.#keep?.({ before, after: this.tree, event, changes, now: this.now });
    if (this.tree.tasks.size > 0) checkStep(before, this.tree, event, this.now);
    return this;
  }

  /** Goes on until nothing moves any more, or until what is waited for is there. */
  run(until: (story: this) => boolean = () => false): this {
    while (!until(this)) {
      this.#steps += 1;
      if (this.#steps > stepsMax) throw new Error(`no end in sight:\n${this.outline().join("\n")}`);
      if (this.#onTheWay.length > 0) this.#hearNext();
      else if (!this.#doWhatIsDue() && !this.#sweepsFirst() && !this.#letTimePass() && !this.#sweep()) {
        checkRest(this.tree, this.now);
        return this;
      }
    }
    return this;
  }

  #hearNext(): void {
    const at = this.#draw(this.#onTheWay.length);
    const [next] = this.#onTheWay.splice(at, 1) as [Delivery];
    this.tell(next.event);
  }

  #doWhatIsDue(): boolean {
    const flying = new Set(this.#onTheWay.map(({ from }) => from));
    const effects = due(this.tree, { now: this.now }).filter(({ key }) => !flying.has(key));
    for (const effect of effects) {
      for (const event of this.world.perform(this.tree, effect, this.now)) this.#expect(event, effect.key);
      for (const event of this.world.webhooks.splice(0)) if (this.#isHeard(event)) this.#expect(event);
    }
    if (effects.length > 0) this.now += 10;
    return effects.length > 0;
  }

  #expect(event: TreeEvent, from?: string): void {
    const delivery = from === undefined ? { event } : { event, from };
    this.#onTheWay.push(delivery);
    if (this.#twice && event.type !== "EffectFailed") this.#onTheWay.push({ event });
  }

  #letTimePass(): boolean {
    const wake = wakeAt(this.tree, { now: this.now });
    if (wake === undefined) return false;
    this.now = wake;
    this.tell({ type: "TimePassed" });
    return true;
  }

  #isHeard(event: TreeEvent): boolean {
    this.told += 1;
    return this.#hears?.(event, this.told - 1) ?? true;
  }

  /** Where webhooks are lost, the next sweep may come before what waits for the clock. */
  #sweepsFirst(): boolean {
    const next = this.now + sweepEveryMs;
    if (this.#hears === undefined || (wakeAt(this.tree, this) ?? Infinity) <= next) return false;
    this.now = next;
    return this.#sweep();
  }

  #sweep(): boolean {
    if (this.tree.tasks.size > 0 && this.state !== "working") return false;
    const before = this.tree;
    this.sweeps += 1;
    for (const event of this.world.sweep(this.tree)) this.tell(event);
    return this.tree !== before && this.#doWhatIsDue();
  }

  get root(): Task & { facts: RootFacts } {
    return rootOf(this.tree);
  }

  get state(): ReturnType<typeof stateOf> {
    return stateOf(this.tree);
  }

  /** What it says to people that it needs. */
  get needs(): string[] {
    return needsYou(this.tree).map(({ what }) => what);
  }

  task(title: string): Task {
    const found = [...this.tree.tasks.values()].find((task) => task.title.startsWith(title) && task.parent);
    if (found === undefined) throw new Error(`no task is called ${title}:\n${this.outline().join("\n")}`);
    return found;
  }

  issueOf(title: string): number {
    return this.task(title).issue?.number ?? 0;
  }

  /** A person closes the issue of a task, or the one with this number. */
  close(issue: string | number, as: "completed" | "not_planned", by = "alice"): this {
    return this.tell({ type: "IssueClosed", issue: this.#number(issue), as, by }).#judge();
  }

  reopen(issue: string | number, by = "alice"): this {
    return this.tell({ type: "IssueReopened", issue: this.#number(issue), by }).#judge();
  }

  /** A person closes a pull request unmerged, or opens it again. */
  shut(pullRequest: number, by = "alice"): this {
    return this.tell({ type: "PullRequestClosed", pullRequest, merged: false, by }).#judge();
  }

  unshut(pullRequest: number, by = "alice"): this {
    return this.tell({ type: "PullRequestReopened", pullRequest, by }).#judge();
  }

  /** GitHub tells at once whether that was for them to decide. */
  #judge(): this {
    const [wish] = this.root.facts.wishes;
    if (wish === undefined) return this;
    const { n, by: login } = wish;
    return this.tell({ type: "PermissionChecked", login, wish: n, allowed: this.world.mayWrite(login) });
  }

  #number(issue: string | number): number {
    return typeof issue === "number" ? issue : this.issueOf(issue);
  }

  did<Type extends Effect["type"]>(type: Type): Extract<Effect, { type: Type }>[] {
    return this.world.done.filter(
      (effect): effect is Extract<Effect, { type: Type }> => effect.type === type,
    );
  }

  /** The tree as people read it: `done S Title` with children indented. */
  outline(): string[] {
    return outline(this.tree);
  }
}

function outline(tree: Tree, id = tree.root, depth = 0): string[] {
  const task = tree.tasks.get(id) as Task;
  const line = `${"  ".repeat(depth)}${task.status} ${task.size} ${task.title}`;
  return [line, ...childrenOf(tree, id).flatMap((child) => outline(tree, child.id, depth + 1))];
}
