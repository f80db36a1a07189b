import * as fc from "fast-check";
import { expect, test } from "vitest";
import { columns } from "#src/views/columns.ts";
import { plain } from "#src/views/plain.ts";
import { renderTree } from "#src/views/status-tree.ts";
import { hostile, long } from "./hostile.ts";
import { finished, part, parts, planned, stuck, underWay } from "./story.ts";

const page = (tree: ReturnType<typeof underWay>["tree"], width: number) =>
  `\n${renderTree(tree, { width, colour: false }).join("\n")}\n`;

test("a terminal shows the tree, what each part came to, and the money", () => {
  expect(page(underWay().tree, 80)).toMatchInlineSnapshot(`
    "
    ● working    Invoices from the time sheet
    ├─ ✓ done       The rate comes from the sheet         S   $0.02  2 attempts  #12
    ├─ ● running    Minutes become money                  S   $0.00  1 attempt
    └─ ● running    Describe the command in the README    XS  $0.00  1 attempt
    1 of 3 leaves done · $0.04 of $5.00 spent · $0.56 reserved
    "
  `);
  expect(page(stuck().tree, 80)).toMatchInlineSnapshot(`
    "
    ● working    Invoices from the time sheet
    ├─ ! needs you  The rate comes from the sheet         S   $0.04  3 attempts  #13
    ├─ ○ queued     Minutes become money                  S   $0.00
    └─ ● running    Describe the command in the README    XS  $0.00  1 attempt
    0 of 3 leaves done · $0.06 of $5.00 spent · $0.28 reserved · 1 needs you
    "
  `);
});

test("a narrow one shows the titles first", () => {
  expect(page(finished().tree, 44)).toMatchInlineSnapshot(`
    "
    ✓ ready for review Invoices from the time s…
    ├─ ✓ done       The rate comes from the she…
    ├─ ✓ done       Minutes become money
    └─ ✓ done       Describe the command in the…
    3 of 3 leaves done · $0.07 of $5.00 spent
    "
  `);
});

test("colour only adds: without its codes it is the same page", () => {
  const { tree } = stuck();
  const coloured = renderTree(tree, { width: 80, colour: true });
  expect(coloured.join("")).toContain("\u001b[31m! needs you");
  expect(coloured.map(plain)).toEqual(renderTree(tree, { width: 80, colour: false }));
});

test("no line is wider than the terminal, whatever the titles say", () => {
  const story = planned();
  const title = fc.oneof(
    fc.string({ unit: "grapheme", minLength: 20, maxLength: 90 }),
    fc.constantFrom(...hostile),
  );
  fc.assert(
    fc.property(title, fc.integer({ min: 24, max: 140 }), (said, width) => {
      const tasks = new Map(story.tree.tasks);
      for (const task of parts(story)) tasks.set(task.id, { ...task, title: said });
      for (const line of renderTree({ root: story.tree.root, tasks }, { width, colour: false })) {
        expect(columns(line)).toBeLessThanOrEqual(width);
        expect(line).toBe(plain(line));
        expect(line).not.toContain("\n");
      }
    }),
  );
  for (const text of long) {
    const tasks = new Map(story.tree.tasks).set(part(story, 0).id, { ...part(story, 0), title: text });
    expect(renderTree({ root: story.tree.root, tasks }, { width: 80, colour: false })).toHaveLength(5);
  }
});

test("a terminal's columns are counted as it draws them", () => {
  expect(["abc", "日本", "🟢 ok", "e\u0301", "👩‍💻", "\u0301"].map(columns)).toEqual([3, 4, 5, 1, 2, 0]);
});
