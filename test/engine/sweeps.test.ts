import { expect, test } from "vitest";
import { connect } from "#src/effects/llm/connect.ts";
import { createBreakers } from "#src/effects/perform/breakers.ts";
import type { World } from "#src/effects/perform/world.ts";
import { parseConfig } from "#src/config.ts";
import { Retryable } from "#src/errors.ts";
import { startSweeps } from "#src/sweeper.ts";
import { openDesk } from "./desk.ts";
import { labelled, rootOfIssue } from "./world.ts";

test("a tree that leaves memory while those before it are looked at is passed over", async () => {
  const desk = await openDesk();
  for (const issue of [1, 2]) {
    desk.engine.accept(labelled(issue));
    await desk.rest(issue);
  }
  const { forest, engine } = desk;
  const world: World = {
    repository: async () => {
      forest.release(rootOfIssue(2));
      throw new Retryable("GitHub is away");
    },
    bot: "fractal[bot]",
    endpoint: connect({ apiKey: "none-needed", baseUrl: "http://127.0.0.1:9/v1" }),
    workerBaseUrl: null,
    trace: { write: () => {}, blob: () => "", mask: (text) => text },
    clock: Date.now,
    parseConfig,
    priceOf: () => undefined,
    shipped: {},
    breakers: createBreakers(Date.now),
    texts: new Map(),
    limits: {},
  };
  const fatal: unknown[] = [];
  const looked = Promise.withResolvers<void>();
  const sweeper = startSweeps({
    engine,
    forest,
    world,
    // Asked for last of all.
    repositories: async () => {
      looked.resolve();
      return [];
    },
    label: "fractal",
    run: "a",
    everyMs: 86_400_000,
    onFatal: (error) => {
      fatal.push(error);
      looked.resolve();
    },
  });
  await looked.promise;
  expect(forest.isAway(rootOfIssue(2))).toBe(true);
  expect(fatal).toEqual([]);
  sweeper.stop();
  await desk.close();
});
