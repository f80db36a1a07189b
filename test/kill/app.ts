// The App as a process of its own, to be killed: it speaks to a hub elsewhere, and tells its parent what it has come to.
import { serveApp } from "#src/cli/local-github.ts";
import { shippedWorkflows } from "#src/cli/shipped-workflows.ts";
import { due } from "#src/core/due.ts";
import { needsYou, stateOf } from "#src/core/needs-you.ts";
import type { Tree } from "#src/core/tree.ts";
import { connect } from "#src/effects/llm/connect.ts";
import { type RunningApp, startApp } from "#src/orchestrator.ts";
import { overspent } from "#test/scenarios/always.ts";
import { type News, Orders } from "./messages.ts";

const limits = { settleSecondsMin: 0, noChecksSecondsMax: 1, stickySecondsMin: 1 };

process.once("message", (orders) => void start(Orders.parse(orders)));
// Whoever is left without a parent has nobody to work for.
process.once("disconnect", () => process.exit(1));

async function start({ hub, privateKey, home, data, run, model, bd }: Orders): Promise<void> {
  let app: RunningApp | undefined;
  const step = (tree: Tree) => setImmediate(() => tellStep(app, tree));
  const broken = (error: unknown) => {
    tell({ type: "broken", words: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  };
  const setWebhook = (url: string, secret: string) => tell({ type: "webhook", url, secret });
  const { running } = await serveApp({ url: hub, setWebhook }, privateKey, (probot) =>
    startApp(probot, {
      data,
      run,
      bd: bd ?? { missing: "the file store is wanted" },
      endpoint: connect({ apiKey: "of-the-planner", baseUrl: model }),
      workerBaseUrl: null,
      limits,
      shipped: shippedWorkflows(home).files,
      secrets: ["of-the-planner"],
      sweepEveryMs: 2_000,
      onStep: step,
      onFatal: broken,
    }),
  );
  app = running;
  for (const root of running.forest.roots()) tellStep(running, running.forest.tree(root));
}

function tellStep(app: RunningApp | undefined, tree: Tree): void {
  if (app === undefined || tree.tasks.size === 0) return;
  const fault = overspent(tree);
  if (fault !== undefined) tell({ type: "broken", words: fault });
  const state = stateOf(tree);
  const isQuiet = app.engine.isQuiet(tree.root) && due(tree, { now: Number.MAX_SAFE_INTEGER }).length === 0;
  tell({
    type: "step",
    state,
    rests: isQuiet && state !== "working",
    needs: needsYou(tree).map(({ what }) => what),
  });
}

function tell(news: News): void {
  process.send?.(news);
}
