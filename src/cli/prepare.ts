import { resolve } from "node:path";
import { configPath, parseConfig } from "#src/config.ts";
import type { Config } from "#src/core/rules.ts";
import { keepEmptyDatabase } from "#src/effects/beads/bd/empty-database.ts";
import { findBd, type FoundBd } from "#src/effects/beads/bd/find-bd.ts";
import { priceOfModel, unknownPriceWords } from "#src/effects/llm/prices.ts";
import { type ReachedEndpoint, reachEndpoint } from "#src/endpoint.ts";
import { NeedsHuman } from "#src/errors.ts";
import { type Answers, readAnswers } from "./answers-file.ts";
import { dataDirectory } from "./data-directory.ts";
import { readSpec, type Spec } from "./read-spec.ts";
import { openUserRepository, type UserRepository } from "./user-repository.ts";

export type RunOptions = Readonly<{
  spec: string;
  repo: string;
  base?: string;
  data?: string;
  port?: string;
  /** Numbers of issues, as they were typed. */
  done?: readonly string[];
  /** The file that holds them. */
  answers?: string;
  json: boolean;
}>;

export type Prepared = ReachedEndpoint &
  Readonly<{
    spec: Spec;
    repository: UserRepository;
    data: string;
    port: number;
    /** Issues of tasks that the person did by hand. */
    done: readonly number[];
    answers: Answers | undefined;
    bd: FoundBd;
    /** What the person should know before it begins, a line each. */
    notes: readonly string[];
  }>;

/**
 * Everything that can be known to be wrong before anything is begun.
 * @throws NeedsHuman, saying what to type
 */
export async function prepare(options: RunOptions, env: NodeJS.ProcessEnv): Promise<Prepared> {
  const port = portOf(options.port ?? "0");
  const done = (options.done ?? []).map(issueOf);
  const answers = options.answers === undefined ? undefined : readAnswers(options.answers);
  const spec = readSpec(options.spec);
  const repository = await openUserRepository(options.repo, env, options.base);
  const config = parseConfig(await repository.read(configPath));
  const reached = await reachEndpoint(env);
  refuseUnknownPrices(config, reached.endpoint.baseUrl);
  const bd = await findBd(env);
  // Meanwhile the rest of the house starts; whoever needs it hears of what went wrong.
  if ("path" in bd) keepEmptyDatabase(bd).catch(() => {});
  const { name, dir, branch } = repository;
  return {
    ...reached,
    spec,
    repository,
    data: dataDirectory(options.data, { name, key: `${dir}#${branch}` }, env),
    port,
    done,
    answers,
    bd,
    notes: [
      ...("missing" in bd ? [`tasks are kept in a file in Beads' own format: ${bd.missing}`] : []),
      ...uncommittedNote(repository, resolve(options.spec)),
    ],
  };
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new NeedsHuman(`${text} is no port`, { hint: "give --port a number up to 65535, or leave it out" });
}

function issueOf(text: string): number {
  const number = Number(/^#?(\d+)$/.exec(text)?.[1]);
  if (number > 0) return number;
  throw new NeedsHuman(`${text} is no issue`, {
    hint: "give --done the number of a task's issue, such as 4",
  });
}

function modelsOf({ models }: Config): string[] {
  return [...new Set([models.planner, ...models.worker, models.router, models.fixer])];
}

function refuseUnknownPrices(config: Config, baseUrl: string): void {
  const unknown = modelsOf(config).filter(
    (model) => priceOfModel(model, config.prices, baseUrl) === undefined,
  );
  if (unknown.length > 0)
    throw new NeedsHuman(unknownPriceWords(...unknown), {
      hint: `commit ${configPath} on the branch that the work starts from, then start again`,
    });
}

/** The spec itself is read as it is. */
function uncommittedNote({ uncommitted, dir, branch, sha }: UserRepository, spec: string): string[] {
  const others = uncommitted.filter((file) => resolve(dir, file) !== spec);
  if (others.length === 0) return [];
  // The one whose absence would surprise most comes first.
  const files = others.toSorted((a, b) => Number(b === configPath) - Number(a === configPath));
  const names = files.slice(0, 3).join(", ") + (files.length > 3 ? ", …" : "");
  const what = files.length === 1 ? "1 uncommitted file is" : `${files.length} uncommitted files are`;
  return [`${what} not included (${names}): the work starts from ${branch} at ${sha.slice(0, 8)}`];
}
