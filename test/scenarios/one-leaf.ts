import { logReport } from "../../examples/models/log-report.ts";
import type { Part, Script } from "../../examples/scripted-model.ts";
import type { HouseOptions } from "./house.ts";
import type { SampleFiles } from "./sample.ts";

/** What a person asks for in the stories that need no more than one leaf. */
export const spec = {
  title: "Count failed requests",
  body: "`logreport errors` counts the failed requests per status and path. Done when `test/run.sh errors` passes.",
};

/** One quick job, so that the stories are about Fractal. */
export const quickCi = `
on: { pull_request: {} }
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
      - run: test/run.sh
`;

export const config = (more = "") => `
models: { planner: gpt-5-mini, worker: [gpt-5-nano, gpt-5-nano, gpt-5-mini] }
budget: { usd: 1 }
${more}`;

export const files: SampleFiles = {
  ".github/workflows/ci.yml": quickCi,
  ".github/fractal.yml": config(),
};

/** The script's part for the one leaf, which is also the root's: it is executed as it is. */
export const errorsPart = partOf("Count failed requests");

/** The log-report sample with one thing to build. */
export function oneLeaf(more: Partial<HouseOptions> = {}): HouseOptions {
  return { sample: "log-report", script: [errorsPart], ...more, files: { ...files, ...more.files } };
}

export function partOf(title: string, script: Script = logReport): Part {
  const found = script.find((part) => part.title === title);
  if (found === undefined) throw new Error(`the script has no part "${title}"`);
  return found;
}
