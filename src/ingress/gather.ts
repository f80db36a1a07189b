/**
 * Hands on together what comes in one turn of the event loop: under load one wait for the disk serves many. Each is told
 * how its own ended: when the disk does not take all, they are tried one by one.
 */
export function gather<Item>(take: (items: readonly Item[]) => void): (item: Item) => Promise<void> {
  type Waiting = { item: Item; resolve: () => void; reject: (error: unknown) => void };
  const waiting: Waiting[] = [];
  const settle = (some: readonly Waiting[]): void => {
    try {
      take(some.map(({ item }) => item));
      for (const { resolve } of some) resolve();
    } catch (error) {
      if (some.length === 1) some[0]?.reject(error);
      else for (const each of some) settle([each]);
    }
  };
  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(() => settle(waiting.splice(0)));
      waiting.push({ item, resolve, reject });
    });
}
