import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { rootTaskId } from "#src/core/task-id.ts";
import type { Tree } from "#src/core/tree.ts";
import type { Bead } from "#src/effects/beads/bead.ts";
import { mintInstallationToken } from "#src/local/hub/tokens.ts";
import { checkEnd } from "./check/end.ts";
import { remainsOf } from "./check/remains-of.ts";
import type { Told } from "./check/rows.ts";
import { StepWatch } from "./check/step.ts";
import { HeardWatch } from "./heard.ts";
import { openMemoryHub } from "./hub/memory-hub.ts";
import type { Delivery, Faults, Found, Outside, Random, VirtualTime } from "./parts.ts";
import type { RowMedium } from "./store/row-medium.ts";
import { rowsOfUses } from "./world/earlier-uses.ts";
import { editBeads } from "./world/edit-beads.ts";
import { place, workflows } from "./world/place.ts";
import type { WorldHub } from "./world/world-hub.ts";
import type { Scene } from "./world/scene.ts";
import { SimulatedWorld } from "./world/world.ts";

export type NeighbourhoodParts = Readonly<{
  seed: number;
  clock: VirtualTime;
  faults: Faults;
  random: Random;
  rows: RowMedium;
  say: ((words: string) => void) | undefined;
  /** For shrinking. */
  leavesMost: number | undefined;
  scene: Scene | undefined;
  deliver: (delivery: Delivery) => void;
}>;

/** GitHub, its people and machines, and the model's provider, put together for one seed. */
export type Neighbourhood = Readonly<{
  outside: Outside;
  hub: Awaited<ReturnType<typeof openMemoryHub>>;
  /** Ids of the roots that were asked for so far; one that was taken back before anybody heard of it is none. */
  roots: () => readonly string[];
  /** Whether people or machines are still to do something. */
  isBusy: () => boolean;
  /** What the providers really did so far, in US dollars, by what it was for. */
  spent: () => ReadonlyMap<string, number>;
  /** No fault any more; in a new process or in the same one. */
  calm: (process: Readonly<{ isNew: boolean; sweepEveryMs: number }>) => void;
  checkStep: (tree: Tree) => readonly Found[];
  /** A process began anew: what it knows may be older than what was seen. */
  forget: () => void;
  checkEnd: (end: Readonly<{ rows: readonly Bead[]; trace: Told }>) => Promise<readonly Found[]>;
}>;

export async function openNeighbourhood(parts: NeighbourhoodParts): Promise<Neighbourhood> {
  const { seed, clock, faults, random, rows, leavesMost, deliver } = parts;
  const hub = openMemoryHub({ app, random: random.fork("hub") });
  const leaves = leavesMost === undefined ? {} : { leaves: [leavesMost] };
  const world = new SimulatedWorld({
    hub,
    seed,
    random,
    faults,
    scene: parts.scene,
    say: parts.say,
    editBeads: (mood) => editBeads(rows, mood),
    ...leaves,
  });
  hub.setDeliver(world.deliver(deliver));
  rows.put(rowsOfUses(parts.scene?.uses ?? {}));
  await world.start();
  const watch = new StepWatch();
  const heard = new HeardWatch(clock, hub.state.workflowRuns);
  return {
    hub,
    outside: {
      github: world.fetchGithub,
      model: world.fetchModel,
      baseUrl: hub.context.url,
      token: tokenOf(hub.context),
      bot: `${app.slug}[bot]`,
      places: [{ owner: place.owner, repo: place.name }],
      limits: {},
      shipped: workflows,
    },
    roots: () => world.roots.filter((root) => rows.rows.has(root) || isAskedFor(hub, root)),
    isBusy: () => world.isBusy,
    spent: () => world.spending.usd,
    calm: (process) => {
      world.calm();
      if (process.isNew) heard.calm(process);
    },
    checkStep: (tree) => [...watch.look(tree), ...heard.look(tree)],
    forget: () => watch.forget(),
    checkEnd: (end) => checkEnd(remainsOf(hub, { ...end, edited: rows.edited, spent: world.spending.usd })),
  };
}

/** Its issue is there, open and labelled. */
function isAskedFor({ state }: Pick<WorldHub, "state">, root: string): boolean {
  const { owner, name } = place;
  const issue = state.issues.find(({ number }) => rootTaskId(`${owner}/${name}`, number) === root);
  const labels = issue?.labelIds.map((id) => state.labels.must(id).name) ?? [];
  return issue?.state === "open" && !issue.deleted && labels.includes("fractal");
}

const Manifest = z.object({
  default_permissions: z.record(z.string(), z.enum(["read", "write"])),
  default_events: z.array(z.string()),
});
const manifest = Manifest.parse(
  parse(readFileSync(join(import.meta.dirname, "..", "..", "app.yml"), "utf8")),
);
const app = {
  id: 1,
  slug: "fractal",
  name: "Fractal",
  privateKey: "",
  permissions: manifest.default_permissions,
  events: manifest.default_events,
};

/** How an App gets and renews its token is a matter of Probot; here it has one that stays good. */
function tokenOf(context: Parameters<typeof mintInstallationToken>[0]): string {
  const installation = context.state.installations.find(() => true);
  if (installation === undefined) throw new Error("the App is not installed");
  const { repoIds } = installation;
  const row = mintInstallationToken(context, installation, { repoIds, permissions: app.permissions });
  if (row.scope)
    context.state.tokens.patch(row.id, { scope: { ...row.scope, expiresAt: "2100-01-01T00:00:00Z" } });
  return row.token;
}
