import { expect, test } from "vitest";
import { digestLog } from "#src/core/digest.ts";

/** A job's log as the runner writes it: a good step, then one that fails. */
function job(command: string, output: string): string {
  const lines = [
    "##[group]Run npm ci",
    "npm ci",
    "shell: /usr/bin/bash -e {0}",
    "##[endgroup]",
    "npm warn deprecated error-ex@1: error: do not use",
    `##[group]Run ${command}`,
    command,
    "##[endgroup]",
    ...output.split("\n"),
    "##[error]Process completed with exit code 1.",
    "Post job cleanup.",
  ];
  return lines.map((line, index) => `2026-11-22T18:13:${10 + index}.1234567Z ${line}`).join("\n");
}

const NODE = `✔ sums (1.128492ms)
▶ group
  ✖ adds prices (1.317832ms)
✖ group (1.941907ms)
ℹ tests 3

✖ failing tests:

test at test/prices.test.js:4:38
✖ adds prices (1.317832ms)
  AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:
  
  3 !== 4
  
      at TestContext.<anonymous> (file:///home/runner/work/shop/shop/test/prices.test.js:4:73)
      at Test.run (node:internal/test_runner/test:1402:25) {
    code: 'ERR_ASSERTION',
  }

test at test/other.test.js:9:1
✖ other (0.1ms)`;

test("node:test: the first failure of its summary, without frames of node itself", () => {
  expect(digestLog(job("node --test", NODE))).toEqual({
    digest: [
      "$ node --test",
      "test at test/prices.test.js:4:38",
      "✖ adds prices (1.317832ms)",
      "  AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:",
      "",
      "  3 !== 4",
      "",
      "      at TestContext.<anonymous> (file:///home/runner/work/shop/shop/test/prices.test.js:4:73)",
      "    code: 'ERR_ASSERTION',",
      "  }",
    ].join("\n"),
    signature:
      "node:test: ✖ adds prices | AssertionError [ERR_ASSERTION]: Expected values to be strictly equal: | 3 !== 4 | code: 'ERR_ASSERTION',",
  });
});

test("the same failure at another time, place and speed has the same signature; another value has not", () => {
  const again = NODE.replaceAll("1.317832ms", "77.1ms")
    .replaceAll(":4:", ":14:")
    .replaceAll("/home/runner/work/shop", "/tmp/x1");
  const signature = digestLog(job("node --test", NODE)).signature;
  expect(digestLog(again).signature).toBe(signature);
  expect(digestLog(NODE.replace("3 !== 4", "5 !== 4")).signature).not.toBe(signature);
});

test("TAP: the innermost first failure; one that is to do does not count", () => {
  const tap = `TAP version 13
not ok 1 - later # TODO
# Subtest: group
    not ok 1 - adds prices
      ---
      duration_ms: 0.77
      location: '/home/runner/work/shop/test/a.test.mjs:4:38'
      error: |-
        Expected values to be strictly equal:
        3 !== 4
      ...
    1..1
not ok 2 - group`;
  const { digest, signature } = digestLog(tap);
  expect(digestLog("not ok 1 - bare\nok 2 - fine").digest).toBe("not ok 1 - bare");
  expect(digest.split("\n").at(0)).toBe("    not ok 1 - adds prices");
  expect(digest).not.toContain("group");
  expect(signature).toBe(
    "tap: not ok - adds prices | error: |- | Expected values to be strictly equal: | 3 !== 4",
  );
});

test("vitest: from FAIL to its ruler, colours taken off", () => {
  const vitest = ` RUN  v5.1.1
 ❯ test/a.test.ts (2 tests | 1 failed) 9ms
   × adds prices 5ms

⎯⎯⎯ Failed Tests 1 ⎯⎯⎯

\u001B[41m FAIL \u001B[49m test/a.test.ts > adds prices
AssertionError: expected 3 to be 4 // Object.is equality

- Expected
+ Received

- 4
+ 3

 ❯ test/a.test.ts:5:13
      4|
      5|   expect(add(1, 2)).toBe(4);
⎯⎯⎯⎯⎯⎯⎯[1/1]⎯

 Test Files  1 failed (1)`;
  const { digest, signature } = digestLog(vitest);
  expect(digest).toMatch(/^ FAIL {2}test\/a.test.ts > adds prices\nAssertionError/);
  expect(digest).not.toContain("Test Files");
  expect(signature).toBe(
    "vitest: FAIL test/a.test.ts > adds prices | AssertionError: expected 3 to be 4 // Object.is equality | - Expected | + Received",
  );
});

test("jest: the first bullet, not the console's", () => {
  const jest = `FAIL test/a.test.js
  ✕ adds prices (2 ms)
  ● Console
    console.log error: nothing
  ● adds prices
    expect(received).toBe(expected)
    Expected: 4
    Received: 3
      at Object.<anonymous> (test/a.test.js:5:13)
  ● another
    no
Test Suites: 1 failed`;
  expect(digestLog(jest)).toEqual({
    digest: jest.split("\n").slice(4, 9).join("\n"),
    signature: "jest: ● adds prices | expect(received).toBe(expected) | Expected: 4 | Received: 3",
  });
});

test("pytest: the first section under FAILURES", () => {
  const pytest = `=================================== FAILURES ===================================
_______________________________ test_add _______________________________

    def test_add():
>       assert add(1, 2) == 4
E       assert 3 == 4

tests/test_a.py:5: AssertionError
_______________________________ test_b _______________________________
no
=========================== short test summary info ============================`;
  const { digest, signature } = digestLog(pytest);
  expect(digest).toBe(pytest.split("\n").slice(1, 8).join("\n"));
  expect(signature).toContain("E assert 3 == 4");
});

test("unittest, a traceback, go, cargo", () => {
  const unittest = `F.
======================================================================
FAIL: test_add (test_a.Prices.test_add)
Traceback (most recent call last):
AssertionError: 3 != 4
----------------------------------------------------------------------
Ran 2 tests in 0.001s`;
  expect(digestLog(unittest).signature).toContain(
    "unittest: FAIL: test_add (test_a.Prices.test_add) | AssertionError: 3 != 4",
  );
  const traceback = `start\nTraceback (most recent call last):\n  File "a.py", line 3, in <module>\n    boom()\nValueError: no\nend`;
  expect(digestLog(traceback).digest).toBe(traceback.split("\n").slice(1, 5).join("\n"));
  const cutOff = `Traceback (most recent call last):\n  File "a.py", line 3, in <module>`;
  expect(digestLog(cutOff).digest).toBe(cutOff);
  const go = `--- FAIL: TestAdd (0.00s)\n    add_test.go:8: got 3, want 4\nFAIL\nFAIL\texample.com/x\t0.002s`;
  expect(digestLog(go)).toEqual({
    digest: "--- FAIL: TestAdd (0.00s)\n    add_test.go:8: got 3, want 4",
    signature: "go: --- FAIL: TestAdd | add_test.go: got 3, want 4",
  });
  const goVerbose = `=== RUN   TestAdd\n    add_test.go:8: got 3, want 4\n--- FAIL: TestAdd (0.00s)\nFAIL`;
  expect(digestLog(goVerbose).digest).toBe(goVerbose.split("\n").slice(0, 3).join("\n"));
  const goBare = `--- FAIL: TestAdd (0.00s)\nFAIL`;
  expect(digestLog(goBare).digest).toBe("--- FAIL: TestAdd (0.00s)");
  const cargo = `---- tests::adds stdout ----\nthread 'tests::adds' panicked at src/lib.rs:5:9:\nassertion failed\n\nfailures:\n    tests::adds`;
  expect(digestLog(cargo).digest).toBe(cargo.split("\n").slice(0, 3).join("\n"));
});

test("a script's own FAIL line takes along what is indented below it", () => {
  const script = `# hits\nok   counts\nFAIL prints a table\n\n     wanted: 3 /index\n     got:    2 /index\nok   ends`;
  expect(digestLog(script)).toEqual({
    digest: script.split("\n").slice(2, 6).join("\n"),
    signature: "test: FAIL prints a table | wanted: 3 /index | got: 2 /index",
  });
  expect(digestLog("FAIL prints\n  wanted: 3").digest).toBe("FAIL prints\n  wanted: 3");
});

test("a compiler's complaint comes with the lines around it; zero errors are none", () => {
  const tsc = `checking\n0 errors in tests\nnpm notice fatal: not this\nsrc/a.ts(3,5): error TS2322: Type 'string' is not assignable.\nFound 1 error.`;
  const { digest, signature } = digestLog(tsc);
  expect(digest).toBe(tsc);
  expect(signature).toBe(
    "error: src/a.ts(3,5): error TS2322: Type 'string' is not assignable. | Found 1 error.",
  );
});

test("with nothing to go by it is the end of the step", () => {
  const lines = Array.from({ length: 30 }, (_, index) => `line number ${index}`);
  expect(digestLog(lines.join("\n")).digest).toBe(lines.slice(-19).join("\n"));
  expect(digestLog("")).toEqual({ digest: "", signature: "log: " });
  const noCommand = "one\ntwo\n##[error]Process completed with exit code 1.\nthree";
  expect(digestLog(noCommand).digest).toBe("one\ntwo");
});

test("a long failure is cut in the middle and long lines at their end; never more than 40 lines", () => {
  const body = Array.from({ length: 80 }, (_, index) => `    row ${index} ${"x".repeat(400)}`);
  const { digest } = digestLog(job("make test", ["FAIL big", ...body].join("\n")));
  const lines = digest.split("\n");
  expect(lines).toHaveLength(40);
  expect(lines[0]).toBe("$ make test");
  expect(lines[31]).toBe("… 43 lines left out …");
  expect(lines[39]).toMatch(/^ {4}row 79 x+…$/);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(301);
});

test("a progress bar leaves its last state", () => {
  expect(digestLog("10%\r50%\r100% error: no space").digest).toBe("100% error: no space");
});
