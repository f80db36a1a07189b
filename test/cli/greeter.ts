import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { plan } from "../../examples/models/plan.ts";
import type { Script } from "../../examples/scripted-model.ts";
import { runTests, submit, turn } from "../../examples/turns.ts";

const files: Record<string, string> = {
  "greet.sh": '#!/bin/sh\n. "$(dirname "$0")/words/$1.sh"\necho "$hello, $2"\n',
  "words/en.sh": "hello=Hello\n",
  "check.sh":
    '#!/bin/sh\nset -e\ncd "$(dirname "$0")"\nfor words in words/*.sh; do\n  sh -n "$words"\n  grep -q "^hello=" "$words"\ndone\n',
  ".gitignore": "ignored.txt\n",
  ".github/workflows/ci.yml":
    "name: ci\non:\n  push:\n    branches: [main]\n  pull_request:\njobs:\n  check:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: sh check.sh\n",
};

export const spec = `# Greet in more languages

\`greet.sh fr Ann\` prints \`Bonjour, Ann\`, and \`greet.sh de Ann\` prints \`Hallo, Ann\`. Done when check.sh passes.
`;

/** A repository that is neither sample: a few lines of shell and its own ci.yml. Gone when the test ends. */
export function makeGreeter(more: Record<string, string> = {}): { dir: string; repo: string; spec: string } {
  const dir = mkdtempSync(join(tmpdir(), "greeter-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));
  const repo = join(dir, "greeter");
  mkdirSync(repo);
  git(repo, "init", "--quiet", "--initial-branch=main");
  writeAll(repo, { ...files, ...more });
  git(repo, "add", "--all");
  git(repo, "commit", "--quiet", "--message=Greet");
  writeFileSync(join(dir, "spec.md"), spec);
  return { dir, repo, spec: join(dir, "spec.md") };
}

export function writeAll(dir: string, texts: Record<string, string>): void {
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
}

/** @returns what git said, without its end */
export function git(dir: string, ...args: string[]): string {
  const as = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"];
  return execFileSync("git", ["-C", dir, ...as, ...args], { encoding: "utf8" }).trimEnd();
}

/** How a model might go about the spec: one leaf for each language. */
export const greeterScript: Script = [
  {
    title: "Greet in more languages",
    plan: plan({
      size: "L",
      acceptance: "Both languages are greeted in.",
      verify: "sh check.sh",
      files: ["words/**"],
      children: [child("French", "fr"), child("German", "de")],
    }),
  },
  { title: "Greet in French", work: () => work("French", "fr", "Bonjour") },
  { title: "Greet in German", work: () => work("German", "de", "Hallo") },
];

function child(language: string, code: string) {
  return {
    title: `Greet in ${language}`,
    objective: `words/${code}.sh says how one greets in ${language}.`,
    type: "feature" as const,
    size: "XS" as const,
    risk: "low" as const,
    dependsOn: [],
    acceptance: `greet.sh ${code} Ann greets in ${language}.`,
    verify: "sh check.sh",
    files: [`words/${code}.sh`],
  };
}

function work(language: string, code: string, hello: string) {
  const path = `words/${code}.sh`;
  return [
    turn("One word.", { name: "write_file", arguments: { path, content: `hello=${hello}\n` } }),
    turn("Now the check.", runTests()),
    turn("It passes.", submit(`Greets in ${language}.`, "sh check.sh", [path])),
  ];
}
