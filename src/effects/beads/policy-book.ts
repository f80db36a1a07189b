import { z } from "zod";
import type { Policy } from "#src/core/policy.ts";
import { UsedAs, type Uses } from "#src/core/policy-use.ts";
import { rootTaskId } from "#src/core/task-id.ts";
import type { Bead, NewBead } from "./bead.ts";
import type { Forest } from "./forest.ts";

/** Far more than decides anything; the oldest are forgotten. */
const usesMax = 200;

/** What is noted of a rule: how far it is, or how attempts used it. */
export type PolicyNote = Readonly<{
  /** `owner/name`. */
  repository: string;
  policy: Policy;
  step?: "proposed" | "accepted" | "filed";
  uses?: Uses;
}>;

/**
 * The `decision` issues of Beads: the rules that were proposed, and how often each was used. Which rules hold is not read here; that is what
 * the files on the default branch say.
 */
export class PolicyBook {
  readonly #forest: Forest;

  constructor(forest: Forest) {
    this.#forest = forest;
  }

  /**
   * Durable when it resolves; the same note again changes nothing.
   * @throws TaskStoreError as a commit of tasks does
   */
  async note(noted: PolicyNote): Promise<void> {
    await this.#forest.keep(rowId(noted), (known) => {
      const before = known === undefined ? {} : usesOf(known);
      const uses = latest({ ...before, ...noted.uses });
      const metadata = { fp_repository: noted.repository, fp_id: noted.policy.id, fp_uses: uses };
      const step = noted.step ?? known?.metadata["fp_step"];
      const facts = { ...metadata, ...(step !== undefined && { fp_step: step }) };
      return known === undefined
        ? newRow(noted, facts)
        : { ...known, metadata: { ...known.metadata, ...facts } };
    });
  }

  /** How attempts of all trees used a rule; nothing when it was never noted. */
  uses(repository: string, id: string): Uses {
    const row = this.#forest.row(rowId({ repository, policy: { id } }));
    return row === undefined ? {} : usesOf(row);
  }
}

function newRow({ policy }: PolicyNote, metadata: NewBead["metadata"]): NewBead {
  return {
    id: rowId({ repository: String(metadata?.["fp_repository"]), policy }),
    title: `Policy ${policy.id}`,
    description: policy.rule,
    issue_type: "decision",
    metadata,
  };
}

function rowId({ repository, policy }: { repository: string; policy: { id: string } }): string {
  return rootTaskId(`${repository}/policies/${policy.id}`, 0);
}

/** People may have edited the row: what is none of ours there counts as nothing. */
function usesOf({ metadata }: Bead): Uses {
  const parsed = z.record(z.string(), UsedAs).safeParse(metadata["fp_uses"]);
  return parsed.success ? parsed.data : {};
}

function latest(uses: Uses): Uses {
  const entries = Object.entries(uses).toSorted(([a, x], [b, y]) =>
    x.day === y.day ? a.localeCompare(b) : x.day < y.day ? -1 : 1,
  );
  return Object.fromEntries(entries.slice(-usesMax));
}
