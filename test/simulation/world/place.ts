import type { Config } from "#src/core/rules.ts";
import type { z } from "zod";

/** Where the simulated world is: one repository with CI, and the App installed on it. */
export const place = { owner: "ada", name: "garden", defaultBranch: "main" } as const;

const ci = `name: ci
on:
  pull_request:
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: make check
`;

/** The two workflows that Fractal brings, as short as they can be and still be dispatched. */
const dispatched = (name: string, inputs: readonly string[]) => `name: ${name}
run-name: fractal \${{ inputs.key }}
on:
  workflow_dispatch:
    inputs:
${inputs.map((input) => `      ${input}: { required: true, type: string }\n`).join("")}permissions: {}
jobs:
  work:
    runs-on: ubuntu-latest
    steps:
      - run: make ${name}
`;

export const workflows: Readonly<Record<string, string>> = {
  ".github/workflows/fractal-worker.yml": dispatched("fractal-worker", [
    "task",
    "attempt",
    "base_sha",
    "briefing",
    "key",
  ]),
  ".github/workflows/fractal-verify.yml": dispatched("fractal-verify", ["key", "sha", "command"]),
};

/** The repository's first commit. JSON is YAML too. */
export function firstFiles(config: z.input<typeof Config>): Record<string, string> {
  return {
    "README.md": "# A garden\n",
    "docs/shared.txt": "what many tasks write into\n",
    ".github/workflows/ci.yml": ci,
    ".github/fractal.yml": JSON.stringify(config, null, 1),
    ...workflows,
  };
}
