import { type Change, foresee } from "./change.ts";
import type { Rules } from "./rules.ts";
import { isSame } from "./same.ts";
import { type Survey, surveyOf } from "./survey.ts";
import { Tasks } from "./tasks.ts";
import { childrenOf, rootOf, type RootFacts, type Task, type Tree } from "./tree.ts";

/** A tree being decided on: reads see the writes, and what differs in the end comes out as changes. */
export class Draft {
  readonly rules: Rules;
  readonly #before: Tree;
  #tasks: Tasks;
  readonly #touched = new Map<string, { lazy: boolean }>();

  constructor(tree: Tree, rules: Rules) {
    this.rules = rules;
    this.#before = tree;
    this.#tasks = Tasks.of(tree.tasks);
  }

  get tree(): Tree {
    return { root: this.#before.root, tasks: this.#tasks };
  }

  get root(): Task & { facts: RootFacts } {
    return rootOf(this.tree);
  }

  get isEmpty(): boolean {
    return this.#tasks.size === 0;
  }

  task(id: string): Task | undefined {
    return this.#tasks.get(id);
  }

  all(): Task[] {
    return [...this.#tasks.values()];
  }

  /** What is known of the tree as it is by now, without walking it. */
  get survey(): Survey {
    return surveyOf(this.tree);
  }

  children(id: string): Task[] {
    return childrenOf(this.tree, id);
  }

  put(task: Task): void {
    if (this.#set(task)) this.#touched.set(task.id, { lazy: false });
  }

  /** A receipt alone: it may reach Beads with the task's next write. */
  note(task: Task): void {
    if (this.#set(task)) this.#touched.set(task.id, { lazy: this.#touched.get(task.id)?.lazy ?? true });
  }

  putFacts(facts: Partial<RootFacts>): void {
    const root = this.root;
    this.put({ ...root, facts: { ...root.facts, ...facts } });
  }

  noteFacts(facts: Partial<RootFacts>): void {
    const root = this.root;
    this.note({ ...root, facts: { ...root.facts, ...facts } });
  }

  /** Only rows that differ from what they were: an event that was heard before changes nothing. */
  changes(): readonly Change[] {
    const changes = [...this.#touched]
      .map(([id, { lazy }]) => ({ task: this.#tasks.get(id) as Task, lazy }))
      .filter(({ task }) => !isSame(task, this.#before.tasks.get(task.id)));
    return foresee(changes, this.#before, this.#tasks);
  }

  #set(task: Task): boolean {
    if (isSame(task, this.#tasks.get(task.id))) return false;
    this.#tasks = this.#tasks.with(task);
    return true;
  }
}
