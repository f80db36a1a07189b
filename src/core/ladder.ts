import { type RootFacts, rootOf, type Task, type Tree } from "./tree.ts";

/** The models that a leaf is tried with, one for each rung: the configured ones, or the one that a person chose for it or for what it is a part of. */
export function ladderOf(tree: Tree, task: Task): readonly string[] {
  const { config, models } = rootOf(tree).facts;
  if (models === undefined) return config.models.worker;
  for (let at: Task | undefined = task; at !== undefined; at = tree.tasks.get(at.parent ?? "")) {
    const model = models[at.id];
    if (model !== undefined) return config.models.worker.map(() => model);
  }
  return config.models.worker;
}

/** All models that any leaf may be tried with. */
export function workerModels({ config, models = {} }: RootFacts): readonly string[] {
  return [...config.models.worker, ...Object.values(models)];
}
