import { byteLength, cutMiddle } from "./cut-middle.ts";
import type { PatchFile } from "./report.ts";
import type { FailureClass, Size, TaskType } from "./task.ts";
import { rootOf, type Task, type Tree } from "./tree.ts";

/** All that router and fixer are told of a task that is stuck: never what was said on the way, only what came of it. */
export type RouterPacket = Readonly<{
  task: Readonly<{
    id: string;
    title: string;
    objective: string;
    size: Size;
    type: TaskType;
    acceptance: string;
    verify: string | null;
    files: readonly string[];
  }>;
  /** Of the whole tree. */
  spec: string;
  /** Those that failed by their own fault, oldest first; of many only the last. */
  attempts: readonly Readonly<{
    n: number;
    model: string;
    class: FailureClass;
    reason: string;
    /** The end of what the checks said. */
    digest: string;
    summary: string;
    /** Such as `src/a.ts +12 -3`. */
    patch: readonly string[];
  }>[];
  /** What people and fixers said to it before. */
  guidance: readonly Readonly<{ from: string; text: string }>[];
  /** A level and a size are left below it. */
  maySplit: boolean;
}>;

const attemptsMost = 6;
const filesMost = 20;
const guidanceMost = 6;
/** How the room is shared by what can be long. */
const shares = { objective: 0.2, spec: 0.15, guidance: 0.15, attempts: 0.5 };

/** @param bytesMax of all its texts together; what is too long is cut by its share. */
export function routerPacket(
  tree: Tree,
  task: Task,
  { bytesMax, maySplit }: { bytesMax: number; maySplit: boolean },
): RouterPacket {
  const failed = task.attempts
    .flatMap(({ outcome, ...attempt }) =>
      outcome === undefined || isNoFault(outcome.class) ? [] : [{ ...attempt, outcome }],
    )
    .slice(-attemptsMost);
  const guidance = (task.guidance ?? []).slice(-guidanceMost);
  const room = (share: number, among = 1) => Math.floor((bytesMax * share) / Math.max(1, among));
  const ofAttempt = room(shares.attempts, failed.length);
  return {
    task: {
      id: task.id,
      title: task.title.slice(0, 300),
      objective: cutMiddle(task.objective, room(shares.objective), 0.7),
      size: task.size,
      type: task.type,
      acceptance: task.acceptance.slice(0, 1000),
      verify: task.verify?.slice(0, 1000) ?? null,
      files: task.files.slice(0, filesMost),
    },
    spec: cutMiddle(rootOf(tree).facts.spec, room(shares.spec), 0.7),
    attempts: failed.map(({ n, model, outcome, report, patch = [] }) => ({
      n,
      model,
      class: outcome.class,
      reason: cutMiddle(outcome.reason, Math.floor(ofAttempt * 0.2), 0.7),
      digest: cutMiddle(outcome.digest ?? "", Math.floor(ofAttempt * 0.5), 0.3),
      summary: cutMiddle(report?.summary ?? "", Math.floor(ofAttempt * 0.15), 0.7),
      patch: withinBytes(patch.map(nameOf), Math.floor(ofAttempt * 0.15)),
    })),
    guidance: guidance.map(({ from, text }) => ({
      from,
      text: cutMiddle(text, room(shares.guidance, guidance.length), 0.7),
    })),
    maySplit,
  };
}

function isNoFault(failure: FailureClass): boolean {
  return failure === "infra" || failure === "unknown";
}

function nameOf({ path, addedLines, removedLines }: PatchFile): string {
  return `${path} +${addedLines} -${removedLines}`;
}

/** The first of them that fit. */
function withinBytes(lines: readonly string[], bytesMax: number): string[] {
  let room = bytesMax;
  return lines.slice(0, filesMost).filter((line) => (room -= byteLength(line) + 1) >= 0);
}
