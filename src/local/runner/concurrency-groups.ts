/** One that runs, or waits to run, in a group. */
interface Member {
  admit: (admitted: boolean) => void;
  cancel: () => void;
}

export interface GroupRequest {
  group: string;
  cancelInProgress: boolean;
  /** Called when a newer member takes the place of this one while it runs. */
  cancel: () => void;
  /** Stops waiting. */
  signal: AbortSignal;
}

/**
 * GitHub's concurrency groups: one member runs, one waits; a newer one replaces the one that waits, and with `cancelInProgress` also
 * ends the one that runs.
 */
export class ConcurrencyGroups {
  readonly #running = new Map<string, Member>();
  readonly #waiting = new Map<string, Member>();

  /** Resolves with the function that leaves the group, or with nothing when the wait was given up or a newer member came. */
  async enter(request: GroupRequest): Promise<(() => void) | undefined> {
    const group = request.group.toLowerCase();
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const member: Member = { admit: resolve, cancel: request.cancel };
    this.#waiting.get(group)?.admit(false);
    this.#waiting.set(group, member);
    const giveUp = (): void => {
      if (this.#waiting.get(group) === member) this.#waiting.delete(group);
      resolve(false);
    };
    request.signal.addEventListener("abort", giveUp, { once: true });
    if (request.cancelInProgress) this.#running.get(group)?.cancel();
    if (request.signal.aborted) giveUp();
    this.#advance(group);
    const admitted = await promise;
    request.signal.removeEventListener("abort", giveUp);
    return admitted ? () => this.#leave(group, member) : undefined;
  }

  #leave(group: string, member: Member): void {
    if (this.#running.get(group) !== member) return;
    this.#running.delete(group);
    this.#advance(group);
  }

  #advance(group: string): void {
    const next = this.#waiting.get(group);
    if (next === undefined || this.#running.has(group)) return;
    this.#waiting.delete(group);
    this.#running.set(group, next);
    next.admit(true);
  }
}
