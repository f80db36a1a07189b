import { attemptKey, isOpen } from "./attempt.ts";
import type { Effect } from "./effect.ts";
import { distilKey } from "./policy-draft.ts";
import type { Task } from "./tree.ts";

/** What a rule that is about to be made of an answer calls for; the tree goes on beside it. */
export function workOfPolicy({ id, policy }: Task): Effect[] {
  if (policy === undefined || policy.step === "none" || policy.step === "wanted") return [];
  const about = { task: id, n: policy.n };
  const key = `${id}/policy/${policy.n}`;
  if (policy.step === "distil") return [{ type: "DistillPolicy", ...about, key: distilKey(id, policy) }];
  const { step } = policy;
  return [
    ...(policy.noted === step
      ? []
      : [{ type: "NotePolicy" as const, ...about, key: `${key}/note/${step}`, step }]),
    ...(step === "accepted" ? [{ type: "FilePolicy" as const, ...about, key: `${key}/file` }] : []),
  ];
}

/** What was found to be of no use when the repository was read. */
export function retiredPolicies({ id, facts }: Task): Effect[] {
  const policies = facts?.retiring;
  return policies === undefined
    ? []
    : [{ type: "RetirePolicies", task: id, key: `${id}/policies/retire`, policies }];
}

/** Rules that a person answered otherwise: that is kept for all trees. */
export function countsOfOverruled({ id, guidance = [] }: Task): Effect[] {
  return guidance.flatMap(({ overruled, by: policy }) =>
    overruled === "new"
      ? [{ type: "CountOverruled", task: id, key: `${id}/overruled/${policy}`, policy }]
      : [],
  );
}

/** Of attempts that were told rules: how those were used is kept for all trees. */
export function countsOfPolicies({ id, attempts }: Task): Effect[] {
  return attempts.flatMap((attempt) =>
    attempt.policies === undefined || attempt.counted === true || isOpen(attempt)
      ? []
      : [
          {
            type: "CountPolicies",
            task: id,
            key: `${attemptKey(id, attempt.n)}/policies`,
            attempt: attempt.n,
          },
        ],
  );
}
