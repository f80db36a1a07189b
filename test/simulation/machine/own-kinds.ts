import type { FaultPlan } from "../parts.ts";

/** What befalls the App's own machine: the most likely each may be drawn, per call. */
export const ownKinds: FaultPlan = {
  "store-lock": 0.02,
  "store-died": 0.02,
  "store-empty": 0.02,
  "inbox-full": 0.003,
  "kill-before": 0.004,
  "kill-after": 0.004,
  /** Of the kills. */
  power: 0.5,
};
