import { expect, test } from "vitest";
import { evaluate, evaluateCondition, type Scope } from "#src/local/runner/expressions.ts";

const scope: Scope = {
  contexts: {
    github: { ref: "refs/heads/main", event: { labels: [{ name: "a" }, { name: "b" }] } },
    inputs: { count: 2, flag: false },
    matrix: { node: [20, 24] },
    env: {},
  },
  functions: { success: () => true, failure: () => false, always: () => true, cancelled: () => false },
};

test.each([
  ["plain", "plain"],
  ["${{ inputs.count }}", 2],
  ["n=${{ inputs.count }}, f=${{ inputs.flag }}", "n=2, f=false"],
  ["${{ 'a }} b' }}!", "a }} b!"],
  ["${{ format('{0}', 'it''s') }}", "it's"],
  ["${{ matrix.node }}", [20, 24]],
  ["${{ join(github.event.labels.*.name, '+') }}", "a+b"],
  ["${{ fromJSON('{\"a\":[1,true,null]}') }}", { a: [1, true, null] }],
  ["${{ github.nothing.at.all }}", null],
  ["x${{ github.nothing }}y", "xy"],
  ["${{ env.MISSING || 'default' }}", "default"],
  ["${{ toJSON(matrix) }}", '{\n  "node": [\n    20,\n    24\n  ]\n}'],
  ["${{ secrets.NONE == '' }}", true],
])("%s is %j", (source, expected) => {
  expect(evaluate(source, scope)).toEqual(expected);
});

test("values are evaluated wherever they are in a tree", () => {
  expect(evaluate({ a: ["${{ inputs.count }}", 1], b: { c: "v${{ inputs.count }}" } }, scope)).toEqual({
    a: [2, 1],
    b: { c: "v2" },
  });
});

test.each([
  [undefined, true],
  ["github.ref == 'refs/heads/main'", true],
  ["${{ github.ref == 'refs/heads/other' }}", false],
  [false, false],
  ["failure()", false],
  ["!failure()", true],
  ["inputs.flag", false],
  // GitHub's well-known trap: text around an expression makes a text, which is true.
  ["${{ false }} && false", true],
])("if: %s is %s", (condition, expected) => {
  expect(evaluateCondition(condition, scope)).toBe(expected);
});

test("without a status function a condition holds only after success", () => {
  const failed = { ...scope, functions: { ...scope.functions, success: () => false, failure: () => true } };
  expect(evaluateCondition("1 == 1", failed)).toBe(false);
  expect(evaluateCondition("failure() && 1 == 1", failed)).toBe(true);
});

test.each([["${{ nope }}"], ["${{ nope() }}"], ["${{ 1 + }}"], ["${{ hashFiles('x') }}"]])(
  "%s is an error that shows the expression",
  (source) => {
    expect(() => evaluate(source, scope)).toThrow(source);
  },
);
