import * as fc from "fast-check";
import { Bead, type NewBead } from "#src/effects/beads/bead.ts";
import type { TaskStore } from "#src/effects/beads/task-store.ts";
import { edge, idOf, leaf } from "#test/contracts/tree-of.ts";

const aText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.constantFrom(
    "",
    "-x",
    "<b>&amp;</b>",
    "a\nb\tc",
    "\u2028\u2029",
    "$(id) `id` ;",
    '"quoted" \\',
    "\u0001\b\f\u007f",
  ),
);
const aTitle = aText.map((text) => `t ${text}`);
const aMetadata = fc.dictionary(
  fc.oneof(
    fc.stringMatching(/^fx_[a-z]{1,6}$/),
    aText.filter((key) => key !== "" && key !== "__proto__"),
  ),
  fc.oneof(
    aText,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
    fc.boolean(),
    fc.array(fc.oneof(aText, fc.integer()), { maxLength: 3 }),
    fc.record({
      usd: fc.integer({ min: 0, max: 1e6 }).map((micro) => micro / 1e6),
      b: fc.constant(null),
      aa: aText,
    }),
  ),
  { maxKeys: 6 },
);
const anInstant = fc
  .integer({ min: 1_600_000_000, max: 1_760_000_000 })
  .map((seconds) => new Date(seconds * 1000).toISOString());

/** What any row of a snapshot may say, but for its edges. */
export const aBead: fc.Arbitrary<Bead> = fc
  .record({
    title: aTitle,
    description: aText,
    design: aText,
    acceptance_criteria: aText,
    notes: aText,
    status: fc.constantFrom("open", "in_progress", "blocked", "closed", "deferred"),
    priority: fc.integer({ min: 0, max: 4 }),
    issue_type: fc.constantFrom("task", "epic", "bug", "chore"),
    external_ref: fc.constantFrom("", "gh-1", "gh-2"),
    assignee: fc.constantFrom("", "ann"),
    estimated_minutes: fc.constantFrom(0, 30, undefined),
    labels: fc.uniqueArray(fc.constantFrom("a", "B", "ä", "a b"), { maxLength: 3 }),
    metadata: aMetadata,
    created_at: anInstant,
    updated_at: anInstant,
    close_reason: aText,
  })
  .map((bead) =>
    Bead.parse({
      ...bead,
      id: "fx-0",
      created_by: "ann",
      ...(bead.status === "closed" ? { closed_at: bead.updated_at } : {}),
    }),
  );

type Step =
  | Readonly<{ create: readonly NewBead[] }>
  | Readonly<{ write: readonly Readonly<{ n: number; isStale: boolean; to: Partial<Bead> }>[] }>;

const aWrite = fc.record({
  n: fc.integer({ min: 0, max: 5 }),
  isStale: fc.integer({ min: 0, max: 9 }).map((roll) => roll === 0),
  to: fc.record(
    {
      title: aTitle,
      status: fc.constantFrom("open", "in_progress", "blocked", "closed"),
      notes: aText,
      close_reason: aText,
      acceptance_criteria: aText,
      metadata: aMetadata,
      labels: fc.constantFrom<string[]>(["x"], ["y", "x"]),
    },
    { requiredKeys: [] },
  ),
});

/** Creates and writes on six rows, some of them impossible. */
export const aStory: fc.Arbitrary<readonly Step[]> = fc
  .array(
    fc
      .uniqueArray(aWrite, { minLength: 1, maxLength: 5, selector: ({ n }) => n })
      .map((write): Step => ({ write })),
    { minLength: 2, maxLength: 4 },
  )
  .chain((writes) =>
    fc
      .record({ title: aTitle, description: aText, metadata: aMetadata })
      .map((more): Step[] => [
        { create: [{ ...leaf(0), issue_type: "epic" }, child(1, []), { ...child(2, [1]), ...more }] },
        ...writes.slice(0, 1),
        { create: [child(3, [2]), child(4, [9]), child(5, [])] },
        { create: [child(3, [2]), child(1, [])] },
        ...writes.slice(1),
      ]),
  );

/** @returns what every step answered and the rows at the end, without the moments that two runs cannot share */
export async function tell(story: readonly Step[], store: TaskStore): Promise<unknown> {
  const answers: unknown[] = [];
  for (const step of story) {
    if ("create" in step) {
      const said = await store.create(step.create, "plan").catch((error: Error) => error.message);
      answers.push(typeof said === "string" ? said : said.map(timeless));
      continue;
    }
    const rows = new Map((await store.load()).map((bead) => [bead.id, bead]));
    const updates = step.write.flatMap(({ n, isStale, to }) => {
      const there = rows.get(idOf(n));
      return there === undefined
        ? []
        : [{ ...there, ...to, ...(isStale ? { updated_at: "2020-01-01T00:00:00Z" } : {}) }];
    });
    const { written, refused } = await store.write(updates);
    answers.push({ written: written.map(timeless), refused });
  }
  return { answers, rows: (await store.load()).map(timeless) };
}

function child(n: number, after: readonly number[]): NewBead {
  return {
    ...leaf(n),
    dependencies: [edge(0, "parent-child"), ...after.map((other) => edge(other, "blocks"))],
  };
}

function timeless(bead: Bead): object {
  const { created_at: _c, updated_at: _u, closed_at, started_at, dependencies, ...rest } = bead;
  const edges = dependencies.map(({ depends_on_id, type }) => `${type} ${depends_on_id}`).sort();
  return {
    ...withoutEmpty(rest),
    edges,
    isClosed: closed_at !== undefined,
    isStarted: started_at !== undefined,
  };
}

/** Beads does not tell an empty text from none. */
function withoutEmpty(fields: object): object {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== ""),
  );
}
