import { rootTaskId } from "#src/core/task-id.ts";
import { type Delivery, faultyDelivery } from "../faults/faulty-delivery.ts";
import { faultyFetch } from "../faults/faulty-fetch.ts";
import type { Faults, Random } from "../parts.ts";
import { letPeopleAnswer } from "./answers.ts";
import { byTitle, drawLeafCount, type DrawnTask, drawTree } from "./drawn-tree.ts";
import { drawConfig } from "./drawn-config.ts";
import { withTalk } from "./drawn-talk.ts";
import { Fate } from "./fate.ts";
import { modelFetch } from "./model-fetch.ts";
import { letAdaReview, letPeopleMeddle } from "./people.ts";
import { Pending } from "./pending.ts";
import { personOf } from "./person.ts";
import { Spending } from "./spending.ts";
import { told } from "./told.ts";
import { firstFiles, place } from "./place.ts";
import { plantRepository } from "./planted.ts";
import { letPeopleRule } from "./rules-of-people.ts";
import { playScene, type Scene } from "./scene.ts";
import { scriptedDelivery } from "./scripted-delivery.ts";
import { SimulatedRunner } from "./runner.ts";
import { letPeopleTalk, letStrangerIn } from "./talk.ts";
import type { WorldHub } from "./world-hub.ts";

export type WorldParts = Readonly<{
  hub: WorldHub;
  seed: number;
  random: Random;
  faults: Faults;
  /** The number of leaves of each tree; drawn when left out (a shrunk seed names fewer). */
  leaves?: readonly number[];
  scene?: Scene | undefined;
  /** No person does anything but ask and review (for shrinking). */
  isQuiet?: boolean;
  /** Somebody changes a row with `bd`; false when there was none to change. */
  editBeads?: (random: Random) => boolean;
  /** Told of every request and its answer, for reading along. */
  say?: ((words: string) => void) | undefined;
}>;

/**
 * Everything round the App in one seed: repository, people, planner model, runner and CI, with what can go wrong on the
 * way. How to drive it: `await world.start()` under virtual time, wire `hub.setDeliver(world.deliver(receive))`, give the App
 * `world.fetchGithub` and `world.fetchModel`, let time pass; for the liveness phase `faults.end()`, then `world.calm()`.
 * All its timers are `setTimeout`, so the corridor must keep them apart from those that die with a kill.
 */
export class SimulatedWorld {
  readonly spending = new Spending();
  readonly trees: readonly DrawnTask[];
  readonly fetchGithub: typeof fetch;
  readonly fetchModel: typeof fetch;
  /** Ids of the roots that were asked for so far. */
  readonly roots: string[] = [];
  readonly #parts: WorldParts;
  readonly #runner: SimulatedRunner;
  readonly #pending = new Pending();
  /** Asked for hours after the others. */
  readonly #later: readonly DrawnTask[];

  constructor(parts: WorldParts) {
    const { hub, seed, random, faults, leaves } = parts;
    this.#parts = parts;
    const shape = random.fork("trees");
    // A later tree finds the rules that an earlier one left behind.
    const later =
      leaves === undefined && faults.strikes("later-tree") ? [random.fork("later").between(1, 3)] : [];
    const counts = leaves ?? (shape.chance(0.1) ? [drawLeafCount(shape), 1] : [drawLeafCount(shape)]);
    const drawn = counts.map((count, index) => drawTree(shape.fork(`${index}`), "AB"[index] ?? "C", count));
    this.#later = later.map((count) => drawTree(random.fork("later"), "C", count));
    this.trees = [...drawn, ...this.#later];
    const fate = new Fate(seed);
    const shared = { fate, faults, pending: this.#pending, spending: this.spending };
    const github = faultyFetch(hub.fetch, faults);
    this.fetchGithub = parts.say === undefined ? github : told(github, parts.say);
    this.fetchModel = modelFetch({ ...shared, trees: this.trees, random: random.fork("model") });
    this.#runner = new SimulatedRunner({ ...shared, context: hub.context, random: random.fork("runner") });
  }

  /** How many tasks the planner has in mind, roots and all. */
  get tasks(): number {
    return this.trees.reduce((sum, tree) => sum + byTitle(tree).size, 0);
  }

  /** Whether people or machines are still to do something. */
  get isBusy(): boolean {
    return !this.#pending.isEmpty;
  }

  /** The repository, the machines, the people, and the first wish. */
  async start(): Promise<void> {
    const { hub, random, faults, isQuiet = false, editBeads = () => false, scene = {} } = this.#parts;
    const drawn = drawConfig(random.fork("config"), this.tasks);
    const spoken = withTalk(drawn, faults, random.fork("talk"));
    const budget = scene.budgetUsd === undefined ? drawn.budget : { usd: scene.budgetUsd };
    const slots = scene.leavesAtOnce === undefined ? {} : { parallelLeavesMax: scene.leavesAtOnce };
    const plan = scene.planIs === undefined ? {} : { plan: scene.planIs };
    const config = { ...spoken, ...plan, budget, limits: { ...spoken.limits, ...slots } };
    await plantRepository(hub, { ...firstFiles(config), ...scene.files });
    this.#runner.start();
    letAdaReview(hub, random.fork("ada"), {
      leaves: config.review?.leaf === "human",
      pending: this.#pending,
    });
    const about = { faults, pending: this.#pending };
    letPeopleAnswer(hub, random.fork("answers"), about);
    letPeopleRule(hub, random.fork("rules"), about);
    letPeopleTalk(hub, random.fork("uninvited"), about);
    letStrangerIn(hub, random.fork("let in"), about);
    if (!isQuiet)
      letPeopleMeddle({ hub, faults, random: random.fork("people"), editBeads, pending: this.#pending });
    playScene(hub, scene, this.#pending);
    const wishes = random.fork("wishes");
    for (const tree of this.trees)
      if (!this.#later.includes(tree)) await this.#ask(tree, wishes);
      else this.#pending.later(wishes.between(20, 300) * 60_000, () => this.#ask(tree, wishes));
  }

  /** For `hub.setDeliver`: what GitHub tells reaches the App by `receive`, in the way of this seed's faults. */
  deliver(receive: (delivery: Delivery) => void): (name: string, id: string, payload: object) => void {
    const { faults, random, scene } = this.#parts;
    const later = (run: () => void, ms: number) => this.#pending.later(ms, run);
    if (scene?.deliveries !== undefined) return scriptedDelivery(receive, scene.deliveries, later);
    return faultyDelivery(receive, { faults, random: random.fork("deliveries"), later });
  }

  /** The faults are over: machines that were stuck go on. */
  calm(): void {
    this.#runner.release();
  }

  /** Somebody writes the spec as an issue and labels it, now and then one who may not start work. */
  async #ask({ title, path }: DrawnTask, random: Random): Promise<void> {
    const ada = personOf(this.#parts.hub, place.owner);
    const body = `Please grow ${path}, with all its parts.`;
    const { data } = await ada.ask("POST", "/issues", { title, body });
    const { number } = data as { number: number };
    this.roots.push(rootTaskId(`${place.owner}/${place.name}`, number));
    const label = async (login: string) => {
      const labels = { labels: ["fractal"] };
      await personOf(this.#parts.hub, login).ask("POST", `/issues/${number}/labels`, labels);
    };
    this.#pending.later(random.between(1, 60_000), () => label(random.chance(0.03) ? "eve" : place.owner));
  }
}
