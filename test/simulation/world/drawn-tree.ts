import type { Size } from "#src/core/task.ts";
import type { Random } from "../parts.ts";

/** One task as the planner will propose it. `path` names it in the tree: `A`, `A.0`, `A.0.2`; its title ends with it. */
export type DrawnTask = Readonly<{
  path: string;
  title: string;
  size: Size;
  risk: "low" | "high";
  files: readonly string[];
  /** Positions of earlier siblings. */
  dependsOn: readonly number[];
  /** Its own check on the epic, where it has parts. */
  verify: string | null;
  parts: readonly DrawnTask[];
}>;

/** The file that tasks of different parents may own at once, so that their merges conflict. */
export const sharedFile = "docs/shared.txt";

/** Mostly small, once in 300 up to 200 tasks: what goes wrong goes wrong with few tasks, and cheaply. */
export function drawLeafCount(random: Random): number {
  const x = random.next();
  if (x < 0.65) return random.between(1, 3);
  if (x < 0.92) return random.between(3, 5);
  if (x < 0.985) return random.between(6, 10);
  if (x < 1 - 1 / 300) return random.between(10, 24);
  return random.between(40, 150);
}

/** The whole tree that the planner has in mind, by one stream of chance. */
export function drawTree(random: Random, path: string, leaves: number): DrawnTask {
  const parts = leaves === 1 ? [] : drawParts(random, { path, size: "XL", files: [], depth: 1 }, leaves);
  const title = `Grow tree ${path}`;
  const verify = parts.length > 0 && random.chance(0.2) ? `check ${path}` : null;
  const size = parts.length > 0 ? "XL" : random.pick(["XS", "S", "M"] as const);
  const files = parts.length > 0 ? [] : [`src/${path}.txt`];
  return { path, title, size, risk: "low", files, dependsOn: [], verify, parts };
}

type Above = Readonly<{ path: string; size: Size; files: readonly string[]; depth: number }>;

const depthMost = 4;

function drawParts(random: Random, above: Above, leaves: number): DrawnTask[] {
  const counts = shares(random, Math.min(leaves, drawWidth(random, above.depth, leaves)), leaves);
  const edges = random.pick([0, 0.2, 0.6]);
  const shared = random.int(counts.length * 2);
  return counts.map((count, index) => {
    const dependsOn = counts.flatMap((_, other) => (other < index && random.chance(edges) ? [other] : []));
    return { ...drawPart(random, { above, index, count, isSharing: index === shared }), dependsOn };
  });
}

/** On the last level all are leaves; so many must not come there at once. */
function drawWidth(random: Random, depth: number, leaves: number): number {
  if (depth >= depthMost) return leaves;
  const drawn = random.chance(0.1) ? random.between(6, 12) : random.between(2, 5);
  return depth === depthMost - 1 ? Math.max(drawn, Math.ceil(leaves / 12)) : drawn;
}

/** `leaves` laid out over `width` parts, each at least one. */
function shares(random: Random, width: number, leaves: number): number[] {
  const counts = Array.from({ length: width }, () => 1);
  for (let left = leaves - width; left > 0; left -= 1) {
    const at = random.int(width);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}

/** Composites are L on the first level and of high risk below, for sizes fall faster than the tree is deep. */
const sizeAtDepth: Readonly<Record<number, Size>> = { 1: "L", 2: "M", 3: "S" };

function drawPart(
  random: Random,
  { above, index, count, isSharing }: { above: Above; index: number; count: number; isSharing: boolean },
): DrawnTask {
  const { depth } = above;
  const path = `${above.path}.${index}`;
  const title = `Build part ${path}`;
  const folder = above.files[0] ?? "src/";
  const rest = { path, title, dependsOn: [] };
  if (count === 1) {
    const files = [`${folder}${path}.txt`];
    if (isSharing && above.files.length === 0) files.push(sharedFile);
    const size = random.pick(leafSizes[above.size] ?? (["XS"] as const));
    return { ...rest, size, risk: "low", files, verify: `check ${path}`, parts: [] };
  }
  const size = sizeAtDepth[depth] ?? "S";
  const files = above.files.length > 0 || random.chance(0.5) ? [`${folder}${path}/`] : [];
  const parts = drawParts(random, { path, size, files, depth: depth + 1 }, count);
  // What is of high risk is planned whatever its size, and must have a criterion only where it executes.
  const risk = depth === 1 ? "low" : "high";
  return { ...rest, size, risk, files, verify: random.chance(0.2) ? `check ${path}` : null, parts };
}

const leafSizes: Readonly<Partial<Record<Size, readonly Size[]>>> = {
  XL: ["XS", "S", "S", "M"],
  L: ["XS", "S", "M"],
  M: ["XS", "S"],
};

/** All of them by title. */
export function byTitle(root: DrawnTask): Map<string, DrawnTask> {
  const all = new Map([[root.title, root]]);
  for (const part of root.parts) for (const [title, task] of byTitle(part)) all.set(title, task);
  return all;
}
