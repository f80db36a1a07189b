/** One entry; its hash is kept so that most of those that differ are told apart by a number. */
type Entry<Value> = Readonly<{ hash: number; key: string; value: Value }>;
/** Few entries, or those whose hashes are the same all through. */
type Bucket<Value> = Readonly<{ entries: readonly Entry<Value>[] }>;
/** By four bits of the hash; what is empty is undefined. */
type Branch<Value> = Readonly<{ nodes: readonly (Node<Value> | undefined)[] }>;
type Node<Value> = Bucket<Value> | Branch<Value>;

const bits = 4;
const width = 2 ** bits;
const entriesMax = 8;

/**
 * A map of which every version stays as it is: a write copies the path to its entry, a few small arrays, and shares all
 * the rest with the version before. It has no order.
 */
export class HashMap<Value> {
  static readonly #none: HashMap<never> = new HashMap<never>({ entries: [] }, 0);
  readonly size: number;
  readonly #top: Node<Value>;

  private constructor(top: Node<Value>, size: number) {
    this.#top = top;
    this.size = size;
  }

  static empty<Value>(): HashMap<Value> {
    return HashMap.#none;
  }

  get(key: string): Value | undefined {
    const hash = hashOf(key);
    let node: Node<Value> | undefined = this.#top;
    for (let shift = 0; node !== undefined && "nodes" in node; shift += bits)
      node = node.nodes[(hash >>> shift) & (width - 1)];
    if (node === undefined) return undefined;
    for (const entry of node.entries) if (entry.hash === hash && entry.key === key) return entry.value;
    return undefined;
  }

  with(key: string, value: Value): HashMap<Value> {
    const grown = { by: 0 };
    const top = put(this.#top, { hash: hashOf(key), key, value }, { shift: 0, grown });
    return new HashMap(top, this.size + grown.by);
  }

  without(key: string): HashMap<Value> {
    if (this.get(key) === undefined) return this;
    return new HashMap(remove(this.#top, { hash: hashOf(key), key }, 0), this.size - 1);
  }

  /** In no order. */
  values(): Value[] {
    const found: Value[] = [];
    collect(this.#top, found);
    return found;
  }
}

function hashOf(key: string): number {
  let hash = 0;
  for (let at = 0; at < key.length; at += 1) hash = (Math.imul(hash, 31) + key.charCodeAt(at)) | 0;
  return hash >>> 0;
}

type At = { shift: number; grown: { by: number } };

function put<Value>(node: Node<Value>, entry: Entry<Value>, { shift, grown }: At): Node<Value> {
  if ("nodes" in node) {
    const index = (entry.hash >>> shift) & (width - 1);
    const below = put(node.nodes[index] ?? { entries: [] }, entry, { shift: shift + bits, grown });
    return { nodes: replaced(node.nodes, index, below) };
  }
  const known = node.entries.findIndex(({ key }) => key === entry.key);
  if (known >= 0) return { entries: replaced(node.entries, known, entry) };
  grown.by = 1;
  const entries = [...node.entries, entry];
  return entries.length <= entriesMax || shift > 30 ? { entries } : divided(entries, shift);
}

function divided<Value>(entries: readonly Entry<Value>[], shift: number): Branch<Value> {
  const nodes = Array.from<Node<Value> | undefined>({ length: width });
  for (const entry of entries) {
    const index = (entry.hash >>> shift) & (width - 1);
    const below = nodes[index] ?? { entries: [] };
    nodes[index] = put(below, entry, { shift: shift + bits, grown: { by: 0 } });
  }
  return { nodes };
}

function remove<Value>(
  node: Node<Value>,
  { hash, key }: { hash: number; key: string },
  shift: number,
): Node<Value> {
  if ("entries" in node) return { entries: node.entries.filter((entry) => entry.key !== key) };
  const index = (hash >>> shift) & (width - 1);
  const below = remove(node.nodes[index] as Node<Value>, { hash, key }, shift + bits);
  return { nodes: replaced(node.nodes, index, below) };
}

function replaced<Item>(items: readonly Item[], index: number, item: Item): readonly Item[] {
  const copy = items.slice();
  copy[index] = item;
  return copy;
}

function collect<Value>(node: Node<Value> | undefined, found: Value[]): void {
  if (node === undefined) return;
  if ("entries" in node) for (const { value } of node.entries) found.push(value);
  else for (const below of node.nodes) collect(below, found);
}
