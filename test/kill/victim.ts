import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Hub } from "#src/local/hub/hub.ts";
import { News, type Orders } from "./messages.ts";

export type Step = Extract<News, { type: "step" }>;

/** The App's process: started, watched, killed, and started again on the same data. */
export class Victim {
  readonly #orders: Omit<Orders, "run">;
  readonly #hub: Pick<Hub, "setWebhook">;
  #child: ChildProcess | undefined;
  #starts = 0;
  #waiting: { isMet: (step: Step) => boolean; resolve: (step: Step) => void }[] = [];
  #broken: ((error: Error) => void) | undefined;
  /** Rejects when the App stopped by itself. */
  readonly broken: Promise<never>;

  constructor(hub: Pick<Hub, "setWebhook">, orders: Omit<Orders, "run">) {
    this.#hub = hub;
    this.#orders = orders;
    this.broken = new Promise((_, reject) => {
      this.#broken = reject;
    });
    this.broken.catch(() => {});
  }

  get starts(): number {
    return this.#starts;
  }

  /** Returns at once; a group of its own, so that what it started can be killed with it. */
  start(): void {
    this.#starts += 1;
    const child = fork(join(import.meta.dirname, "app.ts"), { detached: true, stdio: "inherit" });
    this.#child = child;
    child.on("message", (message) => this.#hear(News.parse(message)));
    child.on("exit", (code, signal) => {
      if (signal !== "SIGKILL") this.#broken?.(new Error(`the App ended by itself with ${code ?? signal}`));
    });
    child.send({ ...this.#orders, run: `kill-${this.#starts}` });
  }

  /** `kill -9`, of the process alone or of all that it started too, such as a `bd` in the middle of a write. */
  async kill({ withChildren }: { withChildren: boolean }): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined) return;
    this.#child = undefined;
    const ended = once(child, "exit");
    process.kill(withChildren ? -child.pid : child.pid, "SIGKILL");
    await ended;
  }

  /** Resolves with the next step of this kind. */
  until(isMet: (step: Step) => boolean): Promise<Step> {
    const { promise, resolve } = Promise.withResolvers<Step>();
    this.#waiting.push({ isMet, resolve });
    return Promise.race([promise, this.broken]);
  }

  #hear(news: News): void {
    if (news.type === "webhook") return this.#hub.setWebhook(news.url, news.secret);
    if (news.type === "broken") return this.#broken?.(new Error(news.words));
    for (const each of this.#waiting.filter(({ isMet }) => isMet(news))) each.resolve(news);
    this.#waiting = this.#waiting.filter(({ isMet }) => !isMet(news));
  }
}
