import type { FaultPlan, Random } from "../parts.ts";

/** The most likely each may be drawn. Rates are per request, per delivery, per run, per task or per attempt. */
export const githubKinds: FaultPlan = {
  "github-500": 0.03,
  "github-502-done": 0.03,
  "github-timeout": 0.01,
  "github-timeout-done": 0.015,
  "github-reset": 0.02,
  "github-cut": 0.01,
  "github-403-limit": 0.01,
  "github-403-secondary": 0.01,
  "github-403-bare": 0.002,
  "github-429": 0.01,
  "github-404-lag": 0.3,
  "github-422": 0.005,
  "github-401": 0.003,
  "github-stale": 0.5,
  "github-slow": 0.03,
};

export const deliveryKinds: FaultPlan = {
  "webhook-lost": 0.3,
  "webhook-twice": 0.3,
  "webhook-late": 0.1,
  "webhook-shuffled": 0.3,
};

export const runKinds: FaultPlan = {
  "run-never-starts": 0.05,
  "run-queued-long": 0.05,
  "run-lost": 0.05,
  "run-cancelled": 0.05,
  "artifact-missing": 0.06,
  "artifact-torn": 0.04,
};

/** What comes of a run by the fate of its attempt. */
export const fateKinds: FaultPlan = {
  "ci-red": 0.3,
  "verify-red": 0.2,
  "root-red": 0.3,
  "worker-blocked": 0.04,
  "worker-infeasible": 0.02,
  "worker-limit": 0.08,
  "worker-format": 0.08,
  "worker-infra": 0.1,
  "worker-unsafe": 0.02,
  "worker-empty": 0.08,
  "worker-scope": 0.03,
  "worker-workflow": 0.02,
  "worker-lines": 0.06,
  "worker-foreign": 0.03,
  "worker-base": 0.03,
  "worker-nousage": 0.1,
  "model-prose": 0.12,
  "model-schema": 0.12,
  "model-cut": 0.08,
  "model-empty": 0.08,
  "model-refusal": 0.05,
  "model-contradiction": 0.08,
  "model-cycle": 0.08,
  "model-many": 0.05,
  "model-same": 0.08,
  "model-clarify": 0.03,
};

export const modelKinds: FaultPlan = {
  "model-down": 0.1,
  "model-timeout": 0.05,
  "model-429": 0.1,
  "model-529": 0.1,
  "model-huge": 0.01,
  "model-garbage": 0.04,
  "model-nousage": 0.1,
};

/** How often people meddle, per deed that they had in mind. */
export const peopleKinds: FaultPlan = {
  "person-closes-completed": 1,
  "person-closes-not-planned": 1,
  "person-reopens": 1,
  "person-edits": 1,
  "person-pushes-epic": 1,
  "person-pushes-leaf": 1,
  "person-pushes-main": 1,
  "person-deletes-branch": 1,
  "person-forces-leaf": 1,
  "person-comments": 1,
  "person-relabels": 1,
  "person-label-off": 1,
  "person-merges": 1,
  "person-closes-pull": 1,
  "person-deletes-issue": 1,
  "person-requests-changes": 1,
  "person-cancels-run": 1,
  "person-edits-beads": 1,
};

/** Questions, and what people make of them, each per question. Drawn last, the newest behind all others: plans of older seeds stay as they are. */
export const answerKinds: FaultPlan = {
  "person-answers": 1,
  /** Per task and per attempt. */
  "model-asks": 0.6,
  "worker-asks": 0.5,
  "worker-cites": 1,
  /** Per seed. */
  "config-approves": 0.6,
  "config-asks-little": 1,
  /** Of those that are answered wherever models ask. */
  "person-never-comes": 0.5,
  "person-answers-twice": 0.6,
  "person-answers-beside": 0.6,
  "person-contradicts": 0.6,
  "person-edits-answer": 0.6,
  "person-deletes-answer": 0.3,
  "person-answers-late": 0.4,
  "person-answers-after": 0.6,
  "person-thumbs": 0.6,
  "person-approves": 1,
  "stranger-replies": 0.6,
  "stranger-ticks": 0.6,
  "stranger-commands": 0.6,
  "stranger-thumbs": 0.6,
  "bot-comments": 0.4,
  /** Per rule that is proposed, or whose pull request is open. */
  "rule-ticked": 1,
  "rule-accepted": 1,
  "rule-thumbed": 1,
  "stranger-rules": 1,
  "rule-merged": 1,
  "rule-closed": 0.5,
  /** Per file that somebody had in mind. */
  "rule-written": 0.6,
  "rule-broken": 0.6,
  /** Per comment that somebody had in mind. */
  "talk-commands": 1,
  "talk-replies": 1,
  "talk-of-strangers": 1,
  "talk-of-bots": 1,
  "person-mangles-question": 0.3,
  "person-edits-plan": 1,
  /** Per seed. */
  "stranger-let-in": 0.5,
  "later-tree": 0.8,
};

export const machineKinds: FaultPlan = { "clock-jump": 1, kill: 1 };

/** Drawn by each seed (swarm): about half of all kinds, each with its own rate; one seed in eight knows no fault at all. */
export function drawPlan(random: Random, kinds: FaultPlan = allKinds): FaultPlan {
  if (random.chance(0.125)) return {};
  const share = random.pick([0.1, 0.3, 0.6, 0.9]);
  const drawn = Object.entries(kinds).flatMap(([kind, most]) =>
    random.chance(share) ? [[kind, most * random.next()] as const] : [],
  );
  return Object.fromEntries(drawn);
}

export const allKinds: FaultPlan = {
  ...githubKinds,
  ...deliveryKinds,
  ...runKinds,
  ...fateKinds,
  ...modelKinds,
  ...peopleKinds,
  ...machineKinds,
};
