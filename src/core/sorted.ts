/** One item with those before and those after it; neither side has more than three times as many as the other. */
type Branch<Item> = Readonly<{
  item: Item;
  size: number;
  left: Branch<Item> | undefined;
  right: Branch<Item> | undefined;
}>;
type Side<Item> = Branch<Item> | undefined;

/** Adams' balance: more than this many times the other side is too heavy, and single or double turns mend it. */
const heavy = 3;
const twice = 2;

/**
 * A set in order of which every version stays as it is: adding and removing copy the way down and share the rest.
 * Equal in the order means the same item. After Adams, "Efficient sets: a balancing act" (1993).
 */
export class Sorted<Item> {
  readonly #compare: (a: Item, b: Item) => number;
  readonly #top: Side<Item>;

  constructor(compare: (a: Item, b: Item) => number, top?: Branch<Item>) {
    this.#compare = compare;
    this.#top = top;
  }

  get size(): number {
    return sizeOf(this.#top);
  }

  with(item: Item): Sorted<Item> {
    return new Sorted(this.#compare, added(this.#top, item, this.#compare));
  }

  without(item: Item): Sorted<Item> {
    return new Sorted(this.#compare, removed(this.#top, item, this.#compare));
  }

  items(): Item[] {
    const found: Item[] = [];
    collect(this.#top, found);
    return found;
  }

  *[Symbol.iterator](): Generator<Item, void, undefined> {
    const above: Branch<Item>[] = [];
    let at = this.#top;
    while (at !== undefined || above.length > 0) {
      for (; at !== undefined; at = at.left) above.push(at);
      const next = above.pop() as Branch<Item>;
      yield next.item;
      at = next.right;
    }
  }
}

function collect<Item>(side: Side<Item>, found: Item[]): void {
  if (side === undefined) return;
  collect(side.left, found);
  found.push(side.item);
  collect(side.right, found);
}

function added<Item>(side: Side<Item>, item: Item, compare: (a: Item, b: Item) => number): Branch<Item> {
  if (side === undefined) return branch(item, undefined, undefined);
  const order = compare(item, side.item);
  if (order === 0) return branch(item, side.left, side.right);
  return order < 0
    ? balanced(side.item, added(side.left, item, compare), side.right)
    : balanced(side.item, side.left, added(side.right, item, compare));
}

function removed<Item>(side: Side<Item>, item: Item, compare: (a: Item, b: Item) => number): Side<Item> {
  if (side === undefined) return undefined;
  const order = compare(item, side.item);
  if (order < 0) return balanced(side.item, removed(side.left, item, compare), side.right);
  if (order > 0) return balanced(side.item, side.left, removed(side.right, item, compare));
  if (side.left === undefined || side.right === undefined) return side.left ?? side.right;
  const next = firstOf(side.right);
  return balanced(next, side.left, removed(side.right, next, compare));
}

function firstOf<Item>(side: Branch<Item>): Item {
  return side.left === undefined ? side.item : firstOf(side.left);
}

function balanced<Item>(item: Item, left: Side<Item>, right: Side<Item>): Branch<Item> {
  const [before, after] = [sizeOf(left), sizeOf(right)];
  if (before + after < 2) return branch(item, left, right);
  if (right !== undefined && after > heavy * before) return turnedLeft(item, left, right);
  if (left !== undefined && before > heavy * after) return turnedRight(item, left, right);
  return branch(item, left, right);
}

function turnedLeft<Item>(item: Item, left: Side<Item>, right: Branch<Item>): Branch<Item> {
  const inner = right.left;
  if (inner === undefined || inner.size < twice * sizeOf(right.right))
    return branch(right.item, branch(item, left, inner), right.right);
  return branch(inner.item, branch(item, left, inner.left), branch(right.item, inner.right, right.right));
}

function turnedRight<Item>(item: Item, left: Branch<Item>, right: Side<Item>): Branch<Item> {
  const inner = left.right;
  if (inner === undefined || inner.size < twice * sizeOf(left.left))
    return branch(left.item, left.left, branch(item, inner, right));
  return branch(inner.item, branch(left.item, left.left, inner.left), branch(item, inner.right, right));
}

function branch<Item>(item: Item, left: Side<Item>, right: Side<Item>): Branch<Item> {
  return { item, size: sizeOf(left) + sizeOf(right) + 1, left, right };
}

function sizeOf<Item>(side: Side<Item>): number {
  return side === undefined ? 0 : side.size;
}
