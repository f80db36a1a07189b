import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCsv } from "../src/csv.js";

test("cells are split at commas and rows at line breaks", () => {
  assert.deepEqual(parseCsv("a,b\r\n1,2\n\n3,\n"), [
    ["a", "b"],
    ["1", "2"],
    ["3", ""],
  ]);
});

test("a quoted cell keeps commas, line breaks and quotes", () => {
  assert.deepEqual(parseCsv('"a, b","say ""hi""","two\nlines"'), [["a, b", 'say "hi"', "two\nlines"]]);
});

test("a quote that is left open is an error", () => {
  assert.throws(() => parseCsv('a,"b'), /never closed/);
});
