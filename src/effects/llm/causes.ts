/** An error, what caused it, and so on down; of several that were tried side by side, all. */
export function causesOf(error: unknown): Error[] {
  const all: Error[] = [];
  let next = [error];
  for (let depth = 0; depth < 8; depth += 1) {
    const errors = next.filter((each) => each instanceof Error);
    all.push(...errors);
    next = errors.flatMap((each) => [each.cause, ...(each instanceof AggregateError ? each.errors : [])]);
  }
  return all;
}
