import { z } from "zod";
import type { Bead } from "#src/effects/beads/bead.ts";
import { roleOf } from "#src/local/hub/permissions.ts";
import { place } from "../world/place.ts";
import type { WorldHub } from "../world/world-hub.ts";
import type { Remains, Told } from "./rows.ts";

/** What is left when a simulation has come to rest: the store's rows, the trace's lines, and the hub with its git. */
export function remainsOf(
  { context, state }: WorldHub,
  end: Readonly<{
    rows: readonly Bead[];
    trace: Told;
    edited: Remains["edited"];
    spent: Remains["spent"];
  }>,
): Remains {
  const repo = context.repoNamed(place.owner, place.name);
  if (repo === undefined) throw new Error("nothing was planted");
  const git = context.git(repo);
  return {
    beads: end.rows,
    trace: end.trace.lines,
    text: (name) => end.trace.blobs.get(name),
    edited: end.edited,
    briefing: (run) => Inputs.parse(context.actions.readFacts(run).inputs).briefing,
    writers: new Set(
      state.users
        .filter((user) => user.type === "User" && mayWrite.has(roleOf(context, repo, user)))
        .map(({ login }) => login),
    ),
    spent: end.spent,
    state,
    readFile: async (commit, path) => (await git.readFile(commit, path))?.toString("utf8"),
    isAncestor: (older, newer) => git.isAncestor(older, newer),
    messages: async (commit) => (await git.log({ from: commit, max: 10 })).map(({ message }) => message),
  };
}

const Inputs = z.object({ briefing: z.string().optional() });

const mayWrite: ReadonlySet<unknown> = new Set(["write", "maintain", "admin"]);
