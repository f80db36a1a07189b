import { answersAllowed } from "./answers-allowed.ts";
import { answersUsed } from "./answers-used.ts";
import { answeredOnce, askedOnce, cooledDown } from "./asked-once.ts";
import { allKept, atRest, nothingHeld, wholeTrees } from "./at-rest.ts";
import type { Finding } from "./finding.ts";
import { folded } from "./folded.ts";
import { knownNames } from "./known-names.ts";
import { landed, needsLanded } from "./landed.ts";
import { mirrored } from "./mirrored.ts";
import { money } from "./money.ts";
import { once } from "./once.ts";
import { questionsShown } from "./questions-shown.ts";
import { readyIsGreen } from "./ready-is-green.ts";
import { realMoney } from "./real-money.ts";
import { replayed } from "./replayed.ts";
import { type Remains, treesIn } from "./rows.ts";
import { traceWhole } from "./trace-whole.ts";

type EndCheck = Readonly<{
  invariant: string;
  check: string;
  holds: (remains: Remains) => string[] | Promise<string[]>;
}>;

/** What must hold when everything has come to rest, judged by what is left outside of the process alone. */
export const endChecks: readonly EndCheck[] = [
  { invariant: "I1", check: "at rest", holds: atRest },
  { invariant: "I1", check: "all kept", holds: allKept },
  { invariant: "I2", check: "once", holds: once },
  { invariant: "I3", check: "money", holds: moneyOfAll },
  { invariant: "I3", check: "real money", holds: realMoney },
  { invariant: "I3", check: "nothing held back", holds: nothingHeld },
  { invariant: "I2", check: "known names", holds: knownNames },
  { invariant: "I4", check: "needs landed", holds: needsLanded },
  { invariant: "I5", check: "ready is green", holds: readyIsGreen },
  { invariant: "I5", check: "whole trees", holds: wholeTrees },
  { invariant: "I6", check: "mirrored", holds: mirrored },
  { invariant: "I6", check: "folded", holds: folded },
  { invariant: "I6", check: "replayed", holds: replayed },
  { invariant: "I6", check: "landed", holds: landed },
  { invariant: "I8", check: "asked once", holds: askedOnce },
  { invariant: "I8", check: "answered once", holds: answeredOnce },
  { invariant: "I8", check: "cooled down", holds: cooledDown },
  { invariant: "I8", check: "questions shown", holds: questionsShown },
  { invariant: "I8", check: "answers used", holds: answersUsed },
  { invariant: "I8", check: "answers allowed", holds: answersAllowed },
  { invariant: "I11", check: "trace is whole", holds: traceWhole },
];

export async function checkEnd(remains: Remains): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { invariant, check, holds } of endChecks)
    for (const words of await holds(remains)) findings.push({ invariant, check, words });
  return findings;
}

function moneyOfAll(remains: Remains): string[] {
  return treesIn(remains).flatMap((after) => money({ before: undefined, after }));
}
