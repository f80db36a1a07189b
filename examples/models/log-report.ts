import type { Script } from "../scripted-model.ts";
import { read, runTests, submit, turn, write } from "../turns.ts";
import { plan } from "./plan.ts";

const file = (name: string) => new URL(`./log-report/${name}`, import.meta.url);

const errorsFiles = ["lib/errors.awk", "test/errors.sh"];
const slowestFiles = ["lib/slowest.awk", "test/slowest.sh"];
const errors = {
  acceptance: "Failed requests are counted per status and path; successes and other lines are left out.",
  verify: "test/run.sh errors",
  files: errorsFiles,
};
const slowest = {
  acceptance: "The mean of 340, 260 and 2000 ms on one path is 867, and failed requests count.",
  verify: "test/run.sh slowest",
  files: slowestFiles,
};

/** How a planner and a worker might go about `examples/log-report/spec.md`. */
export const logReport: Script = [
  {
    title: "Two reports: errors and slowest paths",
    plan: plan({
      size: "L",
      acceptance: "Both reports print what the spec shows.",
      verify: "test/run.sh",
      files: ["lib/**", "test/**"],
      children: [
        {
          title: "Count failed requests",
          objective:
            "lib/errors.awk prints how often each status from 400 and path occurred, without queries.",
          type: "feature",
          size: "XS",
          risk: "low",
          dependsOn: [],
          ...errors,
        },
        {
          title: "List the slowest paths",
          objective: "lib/slowest.awk prints the mean milliseconds per path, rounded half up.",
          type: "feature",
          size: "XS",
          risk: "low",
          dependsOn: [],
          ...slowest,
        },
      ],
    }),
  },
  {
    title: "Count failed requests",
    plan: plan({ size: "XS", ...errors }),
    work: () => [
      turn("I read the report that is there.", read("lib/hits.awk"), read("test/hits.sh")),
      turn(
        "The same shape, keyed by status and path.",
        write("lib/errors.awk", file("errors.awk")),
        write("test/errors.sh", file("errors.sh")),
      ),
      turn("Now the check.", runTests()),
      turn("It passes.", submit("Added the report errors.", errors.verify, errorsFiles)),
    ],
  },
  {
    title: "List the slowest paths",
    plan: plan({ size: "XS", ...slowest }),
    work: () => [
      turn("I read the report that is there.", read("lib/hits.awk"), read("test/hits.sh")),
      turn(
        "Sums and counts, divided at the end.",
        write("lib/slowest.awk", file("slowest.awk")),
        write("test/slowest.sh", file("slowest.sh")),
      ),
      turn("Now the check.", runTests()),
      turn("It passes.", submit("Added the report slowest.", slowest.verify, slowestFiles)),
    ],
  },
];
