import { z } from "zod";

/** A rank that must strictly fall from parent to child: this is why recursion ends. */
export const Size = z.enum(["XS", "S", "M", "L", "XL"]);
export type Size = z.infer<typeof Size>;

export const TaskType = z.enum(["feature", "fix", "test", "docs", "refactor", "chore", "research"]);
export type TaskType = z.infer<typeof TaskType>;

export const Risk = z.enum(["low", "medium", "high"]);
export type Risk = z.infer<typeof Risk>;

export const Status = z.enum([
  "queued",
  "planning",
  "split",
  "ready",
  "running",
  "validating",
  "blocked",
  "escalated",
  "needs_human",
  "failed",
  "done",
  "cancelled",
]);
export type Status = z.infer<typeof Status>;

/** Why an attempt did not end green: design §7, one row per class. */
export const FailureClass = z.enum([
  "infra",
  "format",
  "check",
  "conflict",
  "no_progress",
  "spec",
  "budget",
  "unsafe",
  /** A run that came to its end and left nothing that tells why. */
  "unknown",
]);
export type FailureClass = z.infer<typeof FailureClass>;

const rank: Readonly<Record<Size, number>> = { XS: 0, S: 1, M: 2, L: 3, XL: 4 };

/** 0 for XS up to 4 for XL. */
export function sizeRank(size: Size): number {
  return rank[size];
}

/** The median of a person's minutes, a prior for scheduling only (decomposition science §3.1). */
export function sizeMinutes(size: Size): number {
  return { XS: 5, S: 15, M: 60, L: 240, XL: 960 }[size];
}

/** A task whose end is reached: only a person's wish moves it again. */
export function isClosed(status: Status): boolean {
  return status === "done" || status === "cancelled";
}

/** The next smaller size; XS has none below. */
export function sizeBelow(size: Size): Size {
  return ({ XS: "XS", S: "XS", M: "S", L: "M", XL: "L" } as const)[size];
}

/** The next larger size; XL has none above. */
export function sizeAbove(size: Size): Size {
  return ({ XS: "S", S: "M", M: "L", L: "XL", XL: "XL" } as const)[size];
}
