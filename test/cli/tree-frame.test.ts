import * as fc from "fast-check";
import { expect, test } from "vitest";
import { treeFrame } from "#src/cli/tree-frame.ts";
import { columns } from "#src/views/columns.ts";
import { plain } from "#src/views/plain.ts";
import { finished, planned, stuck, underWay } from "../views/story.ts";

const look = { width: 80, height: 20, colour: false };

test("what needs a person comes first, money and time last", () => {
  expect(`\n${treeFrame(stuck().tree, look, 65_000).join("\n")}\n`).toMatchInlineSnapshot(`
    "
    ! needs you: The rate comes from the sheet: every rung of the ladder was tried;…
    ● working    Invoices from the time sheet
    ├─ ! needs you  The rate comes from the sheet         S   $0.04  3 attempts  #13
    ├─ ○ queued     Minutes become money                  S   $0.00
    └─ ● running    Describe the command in the README    XS  $0.00  1 attempt
    0 of 3 leaves done · $0.06 of $5.00 spent · $0.28 reserved · 1 needs you · 1:05
    "
  `);
});

test("on a small screen what is done gives way, and the last line says how much is hidden", () => {
  expect(`\n${treeFrame(underWay().tree, { ...look, width: 44, height: 4 }, 3_725_000).join("\n")}\n`)
    .toMatchInlineSnapshot(`
    "
    ● working    Invoices from the time sheet
    ├─ ● running    Minutes become money
    └─ ● running    Describe the command in the…
    1 of 3 leaves done · $0.… · 1 more · 1:02:05
    "
  `);
});

test("it never takes more room than there is, and colour only adds", () => {
  const trees = [planned(), underWay(), finished(), stuck()].map(({ tree }) => tree);
  const sizes = { width: fc.integer({ min: 24, max: 140 }), height: fc.integer({ min: 4, max: 12 }) };
  fc.assert(
    fc.property(fc.constantFrom(...trees), fc.record(sizes), fc.nat(100_000_000), (tree, size, elapsed) => {
      const lines = treeFrame(tree, { ...size, colour: true }, elapsed).map(plain);
      expect(lines).toEqual(treeFrame(tree, { ...size, colour: false }, elapsed));
      expect(lines.length).toBeLessThanOrEqual(size.height);
      for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(size.width);
    }),
  );
});
