import { due } from "#src/core/due.ts";
import { needsYou, stateOf } from "#src/core/needs-you.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import { overspent } from "./always.ts";
import type { RunningApp } from "#src/orchestrator.ts";
import { outline } from "#src/views/outline.ts";

type Waiting = {
  what: string;
  isMet: (tree: Tree) => boolean;
  resolve: (tree: Tree) => void;
  reject: (error: Error) => void;
};

/**
 * Waits for states of one tree, told by the App's own steps. A tree that has come to rest without reaching the
 * state is an error at once, which shows the tree as it is.
 */
export class Watch {
  readonly #settled: () => Promise<void>;
  readonly #isSwept: boolean;
  #app: RunningApp | undefined;
  #root = "";
  #waiting: Waiting[] = [];
  #fatal: Error | undefined;

  /**
   * @param settled resolves when GitHub has delivered all its webhooks
   * @param isSwept a sweep may find something at any time: a tree at rest is no error
   */
  constructor(settled: () => Promise<void>, isSwept = false) {
    this.#settled = settled;
    this.#isSwept = isSwept;
  }

  follow(app: RunningApp | undefined, root = this.#root): void {
    this.#app = app;
    this.#root = root;
    this.step();
  }

  /** The last state, also while the App is stopped. */
  get tree(): Tree {
    if (this.#app === undefined) throw new Error("the App was never started");
    return this.#app.forest.tree(this.#root);
  }

  until(what: string, isMet: (tree: Tree) => boolean): Promise<Tree> {
    const { promise, resolve, reject } = Promise.withResolvers<Tree>();
    if (this.#fatal !== undefined) reject(this.#fatal);
    this.#waiting.push({ what, isMet, resolve, reject });
    this.step();
    return promise;
  }

  /** Nothing is under way and nothing will be due: only a person can move the tree. */
  rest(): Promise<Tree> {
    return this.until("rest", () => this.#isAtRest());
  }

  /** For `onStep`. */
  readonly step = (): void => {
    if (this.#root === "" || this.#app === undefined) return;
    const fault = overspent(this.tree);
    if (fault !== undefined) this.fail(fault);
    // The engine is quiet only after it has left the step.
    setImmediate(() => {
      this.#check();
      if (this.#waiting.length > 0 && !this.#isSwept && this.#isAtRest()) void this.#giveUpIfSettled();
    });
  };

  readonly fail = (error: unknown): void => {
    this.#fatal = error instanceof Error ? error : new Error(String(error));
    for (const { reject } of this.#waiting.splice(0)) reject(this.#fatal);
  };

  #check(): void {
    const { tree } = this;
    if (tree.tasks.size === 0) return;
    const met = this.#waiting.filter(({ isMet }) => isMet(tree));
    this.#waiting = this.#waiting.filter((each) => !met.includes(each));
    for (const { resolve } of met) resolve(tree);
  }

  #isAtRest(): boolean {
    if (this.#app === undefined) return false;
    const { tree } = this;
    if (tree.tasks.size === 0 || !this.#app.engine.isQuiet(tree.root) || stateOf(tree) === "working")
      return false;
    return due(tree, { now: Number.MAX_SAFE_INTEGER }).length === 0;
  }

  async #giveUpIfSettled(): Promise<void> {
    await this.#settled();
    this.#check();
    if (!this.#isAtRest()) return;
    const { tree } = this;
    for (const { what, reject } of this.#waiting.splice(0))
      reject(new Error(`the tree came to rest before ${what}:\n${portrait(tree)}`));
  }
}

/** The tree and what it waits for, to be read in a failure. */
export function portrait(tree: Tree): string {
  if (tree.tasks.size === 0) return "no tree";
  const rows = outline(tree).map(
    ({ task, depth }) =>
      `${"  ".repeat(depth)}${task.status} ${task.title} (${task.attempts.length}) ${task.reason ?? ""}`,
  );
  const needs = needsYou(tree).map(({ what, remedy }) => `! ${what}: ${remedy}`);
  return [stateOf(tree), ...rows, ...needs, rootOf(tree).facts.stopped ?? ""].join("\n");
}
