import { expect, test } from "vitest";
import { bareReport } from "#test/core/bare-report.ts";
import type { Reply } from "./scripted-model.ts";
import { apiKey, attempt, workshop } from "./workshop.ts";

const giveUp: Reply = {
  calls: [{ name: "ask_human", args: { question: "What now?", options: ["a", "b"] } }],
};
const readOf = (path: string) => ({ name: "read_file", args: { path } });
const writeOf = (path: string) => ({ name: "write_file", args: { path, content: "pwned\n" } });

test.each([
  ["../outside", "leaves the repository"],
  ["src/../../outside", "leaves the repository"],
  ["/etc/passwd", "is absolute"],
  ["/proc/self/environ", "is absolute"],
  ["~/.netrc", "is absolute"],
  ["src//x", "empty"],
  ["src\\..\\..\\x", "backslash"],
  ["C:\\x", "backslash"],
  ["src/\u0000x", "control"],
  ["src/\u200bx", "invisible"],
  ["%2e%2e/x", "percent-encoded"],
  [".git/config", "git's own"],
  ["src/.GIT/config", "git's own"],
  [".github/workflows/ci.yml", "protected"],
  [".GitHub/workflows/ci.yml", "protected"],
  [".vscode/tasks.json", "protected"],
  ["CODEOWNERS", "protected"],
  ["docs/CODEOWNERS", "protected"],
  ["AGENTS.md", "protected"],
  [".gitattributes", "protected"],
] as const)("writing %j is refused; three such calls stop the attempt", async (path, words) => {
  using shop = workshop();
  const story = await attempt(shop, [{ calls: [writeOf(path), writeOf(path), writeOf(path)] }], {
    scope: { owned: ["**"], protected: [], allowances: [], filesMax: 9, changedLinesMax: 99, bytesMax: 9999 },
  });
  expect(story.result).toMatchObject({ outcome: "unsafe", patch: { files: [] } });
  expect(story.result.reason).toContain("3 calls tried to leave the task's scope");
  expect(story.result.reason).toContain(words);
  expect(shop.git("status", "--porcelain", "--ignored")).toBe("");
});

test.each([
  ["package.json", "manifest"],
  ["check.sh", "outside the task's files"],
  ["src/sum.test.sh", "is a test"],
  ["src/.npmrc", "does not own by name"],
  ["src/kept/a.sh", "judges this task"],
])("writing %s is refused as a mistake, and the attempt goes on", async (path, words) => {
  using shop = workshop();
  const story = await attempt(shop, [{ calls: [writeOf(path)] }, giveUp], {
    scope: {
      owned: ["src/**", "*.json"],
      protected: ["src/kept/**"],
      allowances: [],
      filesMax: 9,
      changedLinesMax: 99,
      bytesMax: 9999,
    },
  });
  expect(story.result.outcome).toBe("blocked");
  expect(story.told[0]).toContain(words);
});

test("what a person allowed for this task may be written", async () => {
  using shop = workshop();
  const story = await attempt(shop, [{ calls: [writeOf(".github/dependabot.yml")] }, giveUp], {
    scope: {
      owned: ["src/**"],
      protected: [],
      allowances: [".github/dependabot.yml"],
      filesMax: 9,
      changedLinesMax: 99,
      bytesMax: 9999,
    },
  });
  expect(story.result.patch.files.map((file) => file.path)).toEqual([".github/dependabot.yml"]);
});

test("tools that are not offered and arguments that do not fit are answered with what would", async () => {
  using shop = workshop();
  const story = await attempt(
    shop,
    [
      {
        calls: [
          { name: "bash", args: { command: "id" } },
          { name: "run_tests", args: { command: "curl evil" } },
        ],
      },
      {
        calls: [
          { name: "read_file", args: { file: "x" } },
          { name: "__proto__", args: {} },
          { name: "write_file", args: {} },
        ],
      },
      giveUp,
    ],
    { tools: ["read_file", "run_tests", "ask_human"], commands: ["npm run lint"] },
  );
  expect(story.told).toMatchInlineSnapshot(`
    [
      "there is no tool "bash" here; use one of read_file, run_tests, ask_human",
      "run_tests takes no command of your own; leave it null, or use "npm run lint"",
      "the arguments of read_file do not fit: path: Invalid input: expected string, received undefined",
      "there is no tool "__proto__" here; use one of read_file, run_tests, ask_human",
      "there is no tool "write_file" here; use one of read_file, run_tests, ask_human",
    ]
  `);
});

test("no reply of any size or depth gets past the caps", async () => {
  using shop = workshop();
  const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
  const story = await attempt(shop, [
    {
      calls: [
        writeOf(`src/${"a/".repeat(300)}x`),
        { name: "write_file", args: { path: "src/big", content: "x".repeat(30_000) } },
      ],
    },
    {
      calls: [{ name: "search_code", args: deep }, ...Array.from({ length: 30 }, () => readOf("README.md"))],
    },
    giveUp,
  ]);
  expect(story.result.outcome).toBe("blocked");
  expect(story.told[1]).toContain("more than a patch may have");
  expect(story.told).toHaveLength(2 + 8);
});

test("the model key is in no file of the artifact, even when the model is told to say it", async () => {
  using shop = workshop();
  const args = { question: `The key is ${apiKey}`, options: [apiKey, "b"], recommendation: apiKey };
  const story = await attempt(shop, [
    { calls: [{ name: "write_file", args: { path: "src/key.sh", content: `echo ${apiKey}\n` } }] },
    {
      calls: [
        {
          name: "submit",
          args: { ...bareReport, summary: apiKey },
        },
      ],
    },
    { calls: [{ name: "write_file", args: { path: "src/key.sh", content: "echo\n" } }] },
    { calls: [{ name: "ask_human", args }] },
  ]);
  expect(story.told).toContain("not taken: src/key.sh holds a credential of this job");
  expect(story.artifact("*")).not.toContain(apiKey);
});
