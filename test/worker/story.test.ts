import { expect, test } from "vitest";
import { attempt, done, put, workshop } from "./workshop.ts";

const fix = { calls: [{ name: "edit_file", args: { path: "src/sum.sh", old: "$1 - $2", new: "$1 + $2" } }] };
const runTests = { calls: [{ name: "run_tests", args: { command: null } }] };
const submit = { calls: [{ name: "submit", args: done }] };

test("it reads, edits wrongly, sees red, mends it, sees green and submits", async () => {
  using shop = workshop();
  const story = await attempt(shop, [
    {
      calls: [
        { name: "list_files", args: { path: null, glob: null } },
        { name: "read_file", args: { path: "src/sum.sh" } },
      ],
    },
    { calls: [{ name: "edit_file", args: { path: "src/sum.sh", old: "$1 - $2", new: "$1 * $2" } }] },
    runTests,
    { calls: [{ name: "write_file", args: { path: "src/sum.sh", content: "echo $(( $1 + $2 ))\n" } }] },
    runTests,
    submit,
  ]);
  expect(story.told).toMatchInlineSnapshot(`
    [
      ".github/workflows/ci.yml
    .gitignore
    README.md
    check.sh
    src/sum.sh
    test/sum.test.sh",
      "src/sum.sh, lines 1-1 of 1:
    1	echo $(( $1 - $2 ))",
      "src/sum.sh edited at line 1",
      "exit 1
    expected 5, got 6
    ",
      "src/sum.sh written, 2 lines",
      "exit 0
    ok
    ",
    ]
  `);
  expect(story.result).toMatchObject({
    outcome: "submitted",
    key: "fx-abc12345/1/dispatch",
    usage: { calls: 6, inputTokens: 6000, outputTokens: 300, usd: 0.0021 },
    report: {
      status: "done",
      filesChanged: ["src/sum.sh"],
      testsRun: [
        { command: "sh check.sh", exit: 1 },
        { command: "sh check.sh", exit: 0 },
      ],
    },
    patch: {
      base: shop.base,
      files: [{ path: "src/sum.sh", status: "modified", addedLines: 1, removedLines: 1 }],
    },
  });
  expect(story.artifact("files/src/sum.sh")).toBe("echo $(( $1 + $2 ))\n");
  expect(story.trace.skipped).toBe(0);
  expect(story.trace.lines.map((line) => line.type).join(" ")).toBe(
    "model_call tool_call tool_call model_call tool_call model_call tool_call model_call tool_call model_call tool_call model_call tool_call validation",
  );
});

test("a question ends the attempt as blocked, with its options", async () => {
  using shop = workshop();
  const args = {
    question: "Integers or floats?",
    options: ["integers", "floats"],
    recommendation: "integers",
  };
  const { result } = await attempt(shop, [{ calls: [{ name: "ask_human", args }] }]);
  expect(result).toMatchObject({
    outcome: "blocked",
    report: {
      status: "blocked",
      question: { title: "Integers or floats?", options: ["integers", "floats"], recommendation: "integers" },
    },
    patch: { files: [] },
  });
});

test("submitting without a green check is answered once, then taken: CI has the last word", async () => {
  using shop = workshop();
  const story = await attempt(shop, [fix, submit, submit]);
  expect(story.told.at(-1)).toContain("call run_tests, then submit");
  expect(story.result).toMatchObject({ outcome: "submitted", report: { testsRun: [] } });
});

test("a patch that the guard would refuse is not taken, with the reasons", async () => {
  using shop = workshop();
  const long = { path: "src/long.sh", content: "echo\n".repeat(80) };
  const story = await attempt(shop, [
    submit,
    { calls: [{ name: "write_file", args: long }] },
    submit,
    { calls: [{ name: "write_file", args: { ...long, content: `key=${"AKIA"}ABCDEFGHIJKLMNOP\n` } }] },
    submit,
    { calls: [{ name: "ask_human", args: { question: "What now?", options: ["a", "b"] } }] },
  ]);
  expect(story.told.filter((text) => text.startsWith("not taken"))).toEqual([
    "not taken: the patch changes nothing",
    "not taken: 80 lines added and removed, at most 50 are allowed",
    "not taken: src/long.sh holds what looks like a credential (AWS access key id)",
  ]);
});

test("what a command leaves behind outside the scope is not part of the patch, and is said", async () => {
  using shop = workshop();
  put(shop.root, "check.sh", "exit 0\n");
  shop.git("commit", "--quiet", "-am", "always green");
  const base = shop.git("rev-parse", "HEAD").trim();
  const verify =
    "mkdir -p out .cache && echo x > out/ignored && echo x > .cache/x && echo x > junk.txt && git init -q src/nested";
  const story = await attempt(shop, [fix, runTests, submit], { verify }, { baseSha: base });
  expect(story.result.outcome).toBe("submitted");
  expect(story.result.patch.files.map((file) => file.path)).toEqual(["src/sum.sh"]);
  expect(story.trace.lines.at(-1)?.attrs).toMatchObject({ leftOut: [".cache/x", "junk.txt", "src/nested/"] });
});

test("a deleted, an added and an executable file travel as what they are", async () => {
  using shop = workshop();
  const verify = "rm -f src/sum.sh; chmod +x src/new.sh; true";
  const story = await attempt(
    shop,
    [
      { calls: [{ name: "write_file", args: { path: "src/new.sh", content: "echo 1\n" } }] },
      runTests,
      submit,
    ],
    { verify },
  );
  expect(story.result.patch.files).toMatchObject([
    { path: "src/new.sh", status: "added", mode: "100755", bytes: 7, addedLines: 1 },
    { path: "src/sum.sh", status: "deleted", bytes: 0, sha256: "", removedLines: 1 },
  ]);
  expect(story.artifact("files/src/sum.sh")).toBe("");
});
