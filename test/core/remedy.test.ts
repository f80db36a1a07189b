import { expect, test } from "vitest";
import type { Outcome } from "#src/core/attempt.ts";
import { type Failed, type History, type Remedy, remedyOf, rungAfter } from "#src/core/remedy.ts";
import { FailureClass } from "#src/core/task.ts";
import { bareReport } from "./bare-report.ts";

const ladder = ["small", "small", "strong"];

type Fault = Readonly<{
  of: FailureClass;
  rung?: number;
  signature?: string;
  patch?: string;
  says?: "done" | "blocked";
}>;

/** The attempts of one ladder, each by how it failed; the last one has just done so. */
function history(faults: readonly Fault[], more: Partial<History> = {}): History {
  const models = more.ladder ?? ladder;
  const failed = faults.map((fault, at): Failed => {
    const rung = fault.rung ?? 0;
    const outcome: Outcome = {
      class: fault.of,
      reason: "it failed",
      ...(fault.signature && { signature: fault.signature }),
    };
    const patch = fault.patch === undefined ? [] : [fileOf(fault.patch)];
    const attempt = {
      n: at + 1,
      rung,
      model: models[rung] ?? "",
      startedAt: 0,
      reservedUsd: 1,
      patch,
      outcome,
    };
    return fault.says === undefined ? attempt : { ...attempt, report: { ...bareReport, status: fault.says } };
  });
  return { failed: failed as [Failed, ...Failed[]], ladder, infraRetriesMax: 2, splits: false, ...more };
}

function fileOf(letter: string) {
  const sha256 = letter.repeat(64);
  return { path: "a.js", status: "modified" as const, bytes: 1, addedLines: 1, removedLines: 0, sha256 };
}

type Row = readonly [story: string, faults: readonly Fault[], remedy: Remedy, more?: Partial<History>];

const ask = (kind: "other" | "missing" | "unsafe", words = "it failed"): Remedy => ({
  do: "ask",
  kind,
  words,
});
const rows: Readonly<Record<FailureClass, readonly Row[]>> = {
  infra: [
    [
      "backs off and costs no rung",
      [{ of: "check" }, { of: "infra", rung: 1 }],
      { do: "back off", count: 1 },
    ],
    ["waits longer each time", [{ of: "infra" }, { of: "infra" }], { do: "back off", count: 2 }],
    [
      "needs a person when it never ends",
      [{ of: "infra" }, { of: "conflict" }, { of: "infra" }],
      ask("other", "it failed (3 times in a row)"),
    ],
  ],
  unknown: [
    ["is taken for infra once", [{ of: "unknown" }], { do: "back off", count: 1 }],
    ["counts among what is no fault", [{ of: "infra" }, { of: "unknown" }], { do: "back off", count: 2 }],
    [
      "needs a person the second time",
      [{ of: "unknown" }, { of: "unknown" }],
      ask("other", "it failed (twice in a row, and nobody can say why)"),
    ],
    [
      "once more after something else",
      [{ of: "unknown" }, { of: "infra" }, { of: "unknown" }],
      ask("other", "it failed (3 times in a row)"),
    ],
  ],
  conflict: [
    ["is redone on the new base", [{ of: "conflict" }], { do: "redo" }],
    [
      "needs a person when it never ends",
      [{ of: "conflict" }, { of: "conflict" }, { of: "conflict" }],
      ask("other", "it failed (3 times in a row)"),
    ],
  ],
  format: [
    ["is thrown away and asked for once more", [{ of: "format" }], { do: "resample" }],
    ["is a failed attempt the second time", [{ of: "format" }, { of: "format" }], { do: "climb", rung: 1 }],
    [
      "begins anew after that",
      [{ of: "format" }, { of: "format" }, { of: "format", rung: 1 }],
      { do: "resample" },
    ],
    [
      "does not count an outage between",
      [{ of: "format" }, { of: "infra" }, { of: "format" }],
      { do: "climb", rung: 1 },
    ],
    [
      "splits a large leaf the second time",
      [{ of: "format" }, { of: "format" }],
      { do: "split" },
      { splits: true },
    ],
  ],
  check: [
    ["climbs one rung", [{ of: "check" }], { do: "climb", rung: 1 }],
    ["ends at the router", [{ of: "check", rung: 2 }], { do: "escalate" }],
    ["splits a large leaf", [{ of: "check" }], { do: "split" }, { splits: true }],
    [
      "skips the rungs of its model when it failed so before",
      [
        { of: "check", signature: "s" },
        { of: "check", signature: "s" },
      ],
      { do: "climb", rung: 2 },
    ],
    [
      "climbs when it failed otherwise before",
      [
        { of: "check", signature: "s" },
        { of: "check", signature: "t" },
      ],
      { do: "climb", rung: 1 },
    ],
    [
      "has no other model to go to",
      [{ of: "check", signature: "s" }, { of: "infra" }, { of: "check", signature: "s" }],
      { do: "escalate" },
      { ladder: ["small", "small", "small"] },
    ],
    [
      "sees a patch swing from one to another and back",
      [
        { of: "check", patch: "a" },
        { of: "check", patch: "b" },
        { of: "check", patch: "a" },
      ],
      { do: "climb", rung: 3 },
      { ladder: ["small", "small", "small", "strong"] },
    ],
    [
      "takes a patch that was only interrupted for none that failed",
      [
        { of: "infra", patch: "a" },
        { of: "check", patch: "a" },
      ],
      { do: "climb", rung: 1 },
    ],
  ],
  no_progress: [
    ["skips to the next different model", [{ of: "no_progress" }], { do: "climb", rung: 2 }],
    ["ends at the router", [{ of: "no_progress", rung: 2 }], { do: "escalate" }],
    ["splits a large leaf", [{ of: "no_progress" }], { do: "split" }, { splits: true }],
  ],
  budget: [
    ["goes on with the next rung, once there is money for it", [{ of: "budget" }], { do: "climb", rung: 1 }],
    ["ends at the router", [{ of: "budget", rung: 2 }], { do: "escalate" }],
  ],
  spec: [
    ["asks what the worker misses", [{ of: "spec", says: "blocked" }], ask("missing")],
    ["asks also for a worker that said nothing", [{ of: "spec" }], ask("missing")],
    ["asks otherwise where the work is done", [{ of: "spec", says: "done" }], ask("other")],
  ],
  unsafe: [["stops the leaf and asks", [{ of: "unsafe" }], ask("unsafe")]],
};

test("every class has its row", () => {
  expect(Object.keys(rows).toSorted()).toEqual(FailureClass.options.toSorted());
});

const table = FailureClass.options.flatMap((name) =>
  rows[name].map(([story, faults, remedy, more]) => ({ name, story, faults, remedy, more })),
);

test.each(table)("$name $story", ({ faults, remedy, more }) => {
  const all = history(faults, more);
  expect(remedyOf(all)).toEqual(remedy);
  // Who asks again where the next attempt stands is told the same.
  const stays = remedy.do === "redo" || remedy.do === "resample" || remedy.do === "back off";
  const rung = remedy.do === "climb" ? remedy.rung : all.failed.at(-1)?.rung;
  expect(remedy.do === "climb" || stays ? rungAfter(all) : rung).toBe(rung);
});
