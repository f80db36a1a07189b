/**
 * The effects of one root that are under way, by key: each from its launch until what it caused is in the tree, since
 * before that it would look due again.
 */
export class Flights {
  /** The tree's age at the launch. */
  readonly #launched = new Map<string, number>();
  /** Ids of outcomes that were accepted and not yet decided, and the keys of their effects. */
  readonly #outcomes = new Map<string, string>();
  /** Effects that changed nothing: on the same tree they would be done, and paid for, for ever. */
  readonly #idle = new Set<string>();
  /** Grows with everything that may make another effect due. */
  #age = 0;

  get size(): number {
    return this.#launched.size;
  }

  /** False for what is under way, and for what changed nothing when it was done on this very tree. */
  launch(key: string): boolean {
    if (this.#launched.has(key) || this.#idle.has(key)) return false;
    this.#launched.set(key, this.#age);
    return true;
  }

  /** This arrival, once it is decided, is the end of the effect. */
  expect(id: string, key: string): void {
    this.#outcomes.set(id, key);
  }

  /** What was decided together: whatever comes from elsewhere than these effects may make them due again. */
  decided(ids: readonly string[], { isChanged }: { isChanged: boolean }): void {
    const keys = ids.map((id) => this.#outcomes.get(id));
    if (isChanged || keys.includes(undefined)) {
      this.#age += 1;
      this.#idle.clear();
    }
    for (const id of ids) this.#outcomes.delete(id);
    for (const key of keys) if (key !== undefined) this.end(key);
  }

  /** @returns whether the tree is another by now than the one that the effect was launched on */
  end(key: string): boolean {
    const isOutdated = this.#launched.get(key) !== this.#age;
    this.#launched.delete(key);
    if (!isOutdated) this.#idle.add(key);
    return isOutdated;
  }
}
