import type { TreeEvent } from "#src/core/event.ts";
import { nameInEvent, namesOfTask } from "#src/core/names-of-task.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";

/**
 * Which roots have the thing of that name on GitHub, so that an event finds its trees without asking each. A name that
 * a tree has no more may still be found here: whether the event concerns the tree is the tree's to say.
 */
export class RootNames {
  readonly #roots = new Map<string, Set<string>>();
  readonly #names = new Map<string, Set<string>>();

  /** @param tasks those of the tree that may have new names */
  note(tree: Tree, tasks: Iterable<Task>): string[] {
    const { owner, repo } = rootOf(tree).facts;
    const keys = [...tasks].flatMap((task) =>
      namesOfTask(task).map((name) => keyOf(`${owner}/${repo}`, name)),
    );
    const known = this.#names.get(tree.root) ?? new Set();
    for (const key of keys) {
      known.add(key);
      this.#roots.set(key, (this.#roots.get(key) ?? new Set()).add(tree.root));
    }
    this.#names.set(tree.root, known);
    return keys;
  }

  forget(root: string): void {
    for (const key of this.#names.get(root) ?? []) {
      const roots = this.#roots.get(key);
      roots?.delete(root);
      if (roots?.size === 0) this.#roots.delete(key);
    }
    this.#names.delete(root);
  }

  clear(): void {
    this.#roots.clear();
    this.#names.clear();
  }

  of(repository: string, event: TreeEvent): string[] {
    const key = keyInEvent(repository, event);
    return key === undefined ? [] : [...(this.#roots.get(key) ?? [])];
  }
}

/** Undefined when the event is about nothing that has a name. */
export function keyInEvent(repository: string, event: TreeEvent): string | undefined {
  const name = nameInEvent(event);
  return name === undefined ? undefined : keyOf(repository, name);
}

function keyOf(repository: string, name: string): string {
  return `${repository.toLowerCase()} ${name}`;
}
