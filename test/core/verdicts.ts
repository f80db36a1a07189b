/** `mute` is red without a word about it, `lost` cancelled, `held` until a person lets it go, `stuck` for ever pending. */
export type Verdict = keyof typeof said;

/** What reading the checks brings then. */
export const said = {
  green: { state: "passed", conclusion: "success" },
  red: { state: "failed", conclusion: "failure", digest: "expected 1, got 2" },
  mute: { state: "failed" },
  lost: { state: "failed", conclusion: "cancelled", cause: "infra" },
  held: { state: "pending", conclusion: "action_required", cause: "approval" },
  none: { state: "none" },
  stuck: { state: "pending" },
} as const;
