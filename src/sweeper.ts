import type { Forest } from "#src/effects/beads/forest.ts";
import { githubAccount } from "#src/effects/perform/breakers.ts";
import { orNone } from "#src/effects/perform/or-none.ts";
import { sweepLabelled } from "#src/effects/perform/sweep-labelled.ts";
import { sweep } from "#src/effects/perform/sweep.ts";
import type { World } from "#src/effects/perform/world.ts";
import type { Engine } from "./engine.ts";

export type SweeperParts = Readonly<{
  engine: Engine;
  forest: Forest;
  world: World;
  /** Where issues may be labelled. */
  repositories: () => Promise<readonly Readonly<{ owner: string; repo: string }>[]>;
  label: string;
  /** Names this process. */
  run: string;
  /** Milliseconds between two rounds. */
  everyMs: number;
  rests?: ((root: string) => boolean) | undefined;
  onFatal: (error: unknown) => void;
}>;

/**
 * Reads what webhooks may have missed and what people did with `bd`, from time to time, one round after the other.
 * `first` resolves when what the first round found was accepted.
 */
export function startSweeps(parts: SweeperParts): { stop: () => void; first: Promise<void> } {
  const { engine, everyMs, onFatal } = parts;
  let round = 0;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const once = async () => {
    round += 1;
    // What was accepted before the start may say what is waited for: only then can GitHub be asked about it.
    await (round > 1 ? engine.reload() : engine.caughtUp());
    let found = 0;
    for await (const { root, event } of missed(parts)) {
      if (isStopped) return;
      // It would be found again each time.
      if (engine.isParked(root)) continue;
      found += 1;
      engine.accept({ id: `sweep/${parts.run}/${round}/${root}/${found}`, root, event });
    }
    if (!isStopped) timer = setTimeout(() => void once().catch(onFatal), everyMs);
  };
  const first = once().catch(onFatal);
  return {
    first,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** First what the trees do not know, then the issues that should be one. */
async function* missed({ forest, world, label, repositories, rests }: SweeperParts) {
  const isLeft = (root: string) => rests?.(root) === true || forest.isAway(root);
  for (const root of forest.roots()) {
    // Each is asked when its turn comes: while GitHub was read for those before, it may have left memory, or the store.
    if (isLeft(root) || forest.tree(root).tasks.size === 0) continue;
    for (const event of await sweep(world, forest.tree(root))) yield { root, event };
  }
  const treeOf = (root: string) => (isLeft(root) ? undefined : forest.tree(root));
  for (const at of await orNone(world, "", repositories))
    yield* await orNone(world, "", () =>
      world.breakers.through(githubAccount(at.owner), () => sweepLabelled(world, { ...at, label }, treeOf)),
    );
}
