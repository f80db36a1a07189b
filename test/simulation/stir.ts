import { needsYou, stateOf } from "#src/core/needs-you.ts";
import { nextQuestionAt } from "#src/core/question-turn.ts";
import type { Tree } from "#src/core/tree.ts";
import type { VirtualTime } from "./parts.ts";

type State = ReturnType<typeof stateOf>;

/** Watches whether anything still moves, by what each root was after its last step. */
export class Stir {
  readonly #time: VirtualTime;
  readonly #states = new Map<string, State>();
  /** Roots with something that is tried, or asked, when the clock says so. */
  readonly #waiting = new Set<string>();
  readonly #trees = new Map<string, Tree>();
  #movedAt: number;

  constructor(time: VirtualTime) {
    this.#time = time;
    this.#movedAt = time.now();
  }

  get states(): ReadonlyMap<string, State> {
    return this.#states;
  }

  moved(): void {
    this.#movedAt = this.#time.now();
  }

  /** @returns what to say of it, when its state is another than before */
  look(tree: Tree): string | undefined {
    const { root } = tree;
    if (this.#trees.get(root) === tree) return undefined;
    this.#trees.set(root, tree);
    const before = this.#states.get(root);
    const state = tree.tasks.size === 0 ? "working" : stateOf(tree);
    this.#states.set(root, state);
    if (isTryingAgain(tree)) this.#waiting.add(root);
    else this.#waiting.delete(root);
    return before === state ? undefined : `${root} is ${state}: ${wordsOfNeeds(tree)}`;
  }

  isMoving(root: string): boolean {
    return this.#waiting.has(root) || (this.#states.get(root) ?? "working") === "working";
  }

  /** Nothing has moved for so long. */
  isStill(roots: readonly string[], forMs: number): boolean {
    if (roots.some((root) => this.isMoving(root))) this.moved();
    return this.#time.now() - this.#movedAt >= forMs;
  }
}

function isTryingAgain(tree: Tree): boolean {
  if (tree.tasks.size > 0 && nextQuestionAt(tree) !== undefined) return true;
  for (const { trouble } of tree.tasks.values())
    if (trouble.some(({ retryAt }) => retryAt !== undefined)) return true;
  return false;
}

function wordsOfNeeds(tree: Tree): string {
  if (tree.tasks.size === 0) return "";
  return needsYou(tree)
    .map(({ task, what }) => `${task} ${what}`)
    .join("; ");
}
