import { randomBytes } from "node:crypto";
import type { ActionsStore } from "./actions/store.ts";
import type { Git } from "./git/git.ts";
import type { HubEvent, Webhooks } from "./webhooks.ts";
import type { Permissions, Repo, User } from "./rows.ts";
import type { HubState } from "./state.ts";

export type HubApp = {
  id: number;
  slug: string;
  name: string;
  /** PEM, PKCS#1 or PKCS#8. */
  privateKey: string;
  permissions: Permissions;
  /** The webhook events it subscribes to, e.g. `issues`. */
  events: string[];
  webhook?: { url: string; secret: string };
};

/** `owner/name` → path → text: shown as if on the default branch where git has no file at that path. */
export type Overlay = Record<string, Record<string, string>>;

/** What workflows read with `secrets` and `vars`. */
export type ActionsSettings = { secrets: Record<string, string>; variables: Record<string, string> };

/** A runner that takes workflow runs, by their ids. */
export type RunTaker = { queued: (runId: number) => void; cancel: (runId: number, force: boolean) => void };

/** What the hub stands on. */
export type HubParts = {
  state: HubState;
  app: HubApp;
  overlay: Overlay;
  webhooks: Webhooks;
  /** The git of a repository by its `owner/name`; asked for once each. */
  git: (fullName: string) => Git;
  actions: ActionsStore;
  /** So many bytes of chance, for tokens; the system's when left out. */
  random?: (size: number) => Buffer;
};

/** What every part of the hub works on. */
export class HubContext {
  readonly state: HubState;
  readonly app: HubApp;
  readonly overlay: Overlay;
  readonly webhooks: Webhooks;
  /** `http://127.0.0.1:<port>`, set when the server listens. */
  url = "";
  /** What is too big for rows: facts of runs, logs, artifacts. */
  readonly actions: ActionsStore;
  readonly random: (size: number) => Buffer;
  /** By repository. Never written to the disk: secrets are given anew at every start. */
  readonly actionsSettings = new Map<number, ActionsSettings>();
  readonly runTakers = new Set<RunTaker>();
  readonly #listeners: ((event: HubEvent) => void)[] = [];
  readonly #openGit: (fullName: string) => Git;
  readonly #gits = new Map<number, Git>();
  readonly #locks = new Map<number, Promise<unknown>>();
  #asked = 0;
  readonly #salt: string;
  /** What was promised with `hold` and is not done yet. */
  #held: Promise<void> = Promise.resolve();
  readonly #faults: unknown[] = [];

  constructor(parts: HubParts) {
    this.state = parts.state;
    this.app = parts.app;
    this.overlay = parts.overlay;
    this.webhooks = parts.webhooks;
    this.actions = parts.actions;
    this.random = parts.random ?? randomBytes;
    this.#openGit = parts.git;
    this.#salt = this.random(8).toString("hex");
  }

  /** What GitHub calls a request in its answer's headers. */
  requestId(): string {
    this.#asked += 1;
    return `${this.#salt}:${this.#asked.toString(16)}`;
  }

  nextId(): number {
    return this.state.journal.nextId();
  }

  ownerOf(repo: Repo): User {
    return this.state.users.must(repo.ownerId);
  }

  fullName(repo: Repo): string {
    return `${this.ownerOf(repo).login}/${repo.name}`;
  }

  repoNamed(owner: string, name: string): Repo | undefined {
    const wanted = `${owner}/${name}`.toLowerCase();
    return this.state.repos.find((repo) => this.fullName(repo).toLowerCase() === wanted);
  }

  /** The git behind a repository. */
  git(repo: Repo): Git {
    const git = this.#gits.get(repo.id) ?? this.#openGit(this.fullName(repo));
    this.#gits.set(repo.id, git);
    return git;
  }

  userNamed(login: string): User | undefined {
    const [exact] = this.state.users.where("login", login);
    return exact ?? this.state.users.find((user) => user.login.toLowerCase() === login.toLowerCase());
  }

  /** The App's own account. */
  bot(): User {
    const bot = this.userNamed(`${this.app.slug}[bot]`);
    if (!bot) throw new Error("the hub was started without its App's account");
    return bot;
  }

  /** Runs writes to one repository one after the other, so that a check and the write that rests on it are one step. */
  lock<T>(repo: Repo, work: () => T | Promise<T>): Promise<T> {
    const turn = (this.#locks.get(repo.id) ?? Promise.resolve()).then(async () => {
      const result = await work();
      await this.held();
      return result;
    });
    this.#locks.set(repo.id, turn.then(ignore, ignore));
    return turn;
  }

  /**
   * Takes up work that an event caused: one piece after the other, in the order of the events. Whoever caused the event is answered
   * when it is done, so a push that was answered has its workflow runs. The work must not take a lock.
   */
  hold(work: () => Promise<void>): void {
    this.#held = this.#held.then(work).catch((fault: unknown) => void this.#faults.push(fault));
  }

  /** Resolves when the work held so far is done; a fault in it goes to whoever waits, once. */
  async held(): Promise<void> {
    await this.#held;
    if (this.#faults.length > 0) throw this.#faults.shift();
  }

  /** Resolves when all webhooks were delivered and all held work is done, with what they caused. */
  async settled(): Promise<void> {
    for (let seen; seen !== this.#held;) {
      seen = this.#held;
      await this.held();
      await this.webhooks.settled();
    }
  }

  onEvent(listener: (event: HubEvent) => void): void {
    this.#listeners.push(listener);
  }

  /** Tells the listeners in this process, then queues the webhook. */
  emit(event: HubEvent): void {
    for (const listener of this.#listeners) listener(event);
    this.webhooks.queue(this, event);
  }
}

const ignore = (): void => {};
