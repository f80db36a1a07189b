import type { Limits } from "./rules.ts";
import type { Size, TaskType } from "./task.ts";

/** Everything the planner is told about one task. Built by code, never sent through GitHub, so it has no cap of its own. */
export type PlannerBriefing = Readonly<{
  /** The root's spec, as the person wrote it. */
  spec: string;
  task: Readonly<{
    id: string;
    title: string;
    objective: string;
    /** `null` for the root, whose size the planner says first. */
    size: Size | null;
    type: TaskType | null;
    acceptance: string;
    verify: string | null;
    /** Files its parent gave it; empty: any. */
    files: readonly string[];
  }>;
  /** 0 for the root. */
  depth: number;
  nodesLeft: number;
  /** It failed as one piece and may not be proposed as one again. */
  mustSplit: boolean;
  /** Every path of the repository, or as many as GitHub lists of a very large one. */
  fileList: readonly string[];
  isFileListCut?: boolean;
  excerpts: readonly Readonly<{ path: string; excerpt: string }>[];
  siblings: readonly Readonly<{ title: string; summary: string; files: readonly string[] }>[];
  limits: Pick<Limits, "childrenMax" | "depthMax" | "leafFilesMax" | "leafChangedLinesMax">;
  /** Answers of people, and of rules that they accepted, word for word, oldest first. */
  guidance?: readonly string[];
  /** What the fixer says, oldest first: a model's words, which nobody confirmed. */
  advice?: readonly string[];
  /** Rules of the maintainers that hold for it. */
  policies?: readonly Readonly<{ id: string; rule: string }>[];
  /** Why earlier replies about this task were refused, oldest first. */
  refusals: readonly string[];
}>;
