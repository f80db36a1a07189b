import { revive } from "./close.ts";
import type { Draft } from "./draft.ts";
import { askedAnew } from "./lost-call.ts";
import { reopen } from "./rollup.ts";
import { isClosed } from "./task.ts";

/** What was given up for want of a key, a workflow or a disk is tried again, and a root that waited goes on. */
export function onceMore(draft: Draft): void {
  for (const task of draft.survey.tasks("troubled")) draft.put({ ...task, trouble: [] });
  for (const { gone, issue: _issue, mirrored: _mirrored, ...task } of draft.all()) {
    if (gone === undefined || task.status !== "cancelled") continue;
    revive(draft, { ...task, comments: [] }, "it is to be done after all, with a new issue");
    // The issues of its parts hang under none by now.
    for (const child of draft.children(task.id)) draft.put({ ...child, mirrored: undefined });
  }
  resumeRoot(draft);
}

/** A person mended something, or wants it tried again: a root that waited for that goes on, its configuration is read again. */
export function resumeRoot(draft: Draft): void {
  if (isClosed(draft.root.status)) return;
  readRepositoryAnew(draft);
  const { root } = draft;
  if (root.status !== "needs_human") return;
  if (draft.children(root.id).length > 0) return reopen(draft, root);
  const planning = root.planning && askedAnew(root.planning);
  draft.put({ ...root, status: "queued", questions: [], reason: undefined, planning });
}

/** Its configuration and what stands in the way may be others by now. */
export function readRepositoryAnew(draft: Draft): void {
  if (isClosed(draft.root.status)) return;
  const { preflight } = draft.root.facts;
  if (preflight !== undefined) draft.putFacts({ preflight: { ...preflight, stale: true } });
}
