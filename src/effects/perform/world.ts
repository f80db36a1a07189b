import type { Config, Limits, ModelPrice } from "#src/core/rules.ts";
import type { TraceSink } from "#src/core/trace-line.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import type { PolicyBook } from "#src/effects/beads/policy-book.ts";
import type { Repo } from "#src/effects/github/client.ts";
import type { Endpoint } from "#src/effects/llm/connect.ts";
import type { Breakers } from "./breakers.ts";

/** Everything an effect can reach. The doors build it; nothing here is looked up from the surroundings. */
export type World = Readonly<{
  /** A repository, reached as the App's installation on it. */
  repository: (owner: string, repo: string) => Promise<Repo>;
  /** Resolves when GitHub's lists show all that was made before this process began; where they are never behind it is left out. */
  listsCaughtUp?: Promise<void>;
  /** For how long GitHub's lists may be without what was just made, in milliseconds; where they are never behind it is left out. */
  listsLagMs?: number;
  /** Our own login, such as `fractal[bot]`: what others wrote never counts as ours. */
  bot: string;
  /** Where planner, router, fixer and distiller are asked; the worker's endpoint is the job's own affair. */
  endpoint: Endpoint;
  /** What the job's provider is called in a briefing; null leaves it to the job. */
  workerBaseUrl: string | null;
  /** Shared by all that reaches out. */
  breakers: Breakers;
  trace: TraceSink;
  /** Milliseconds since the epoch. */
  clock: () => number;
  parseConfig: (text: string | undefined) => Config;
  /** The workflows we bring, by path, for the links that add them to a repository. */
  shipped: Readonly<Record<string, string>>;
  priceOf: (model: string, configured: Readonly<Record<string, ModelPrice>>) => ModelPrice | undefined;
  /** Texts of files by the name of their blob: a memory that spares requests, never a truth. */
  texts: Map<string, string>;
  /** The rules that were proposed, and how they were used; where there is none nothing is kept. */
  book?: Pick<PolicyBook, "note" | "uses">;
  /** Limits of the place, over the repository's: on loopback nobody has to wait for checks to settle. */
  limits: Partial<Limits>;
}>;

/** The repository of a tree. */
export function repositoryOf(world: World, tree: Tree): Promise<Repo> {
  const { facts } = rootOf(tree);
  return world.repository(facts.owner, facts.repo);
}
