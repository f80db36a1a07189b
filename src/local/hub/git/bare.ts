import { spawn } from "node:child_process";
import { ObjectReader } from "./object-reader.ts";

export type GitResult = { code: number; stdout: Buffer; stderr: string };
export type GitOptions = { input?: string | Buffer; env?: Record<string, string> };

const MOST_FACTS = 5000;

/** One bare repository, worked on with git's plumbing only. */
export class Bare {
  readonly path: string;
  readonly objects: ObjectReader;
  readonly #searchPath: string;
  readonly #facts = new Map<string, string>();

  /** @param searchPath the PATH on which `git` is found; nothing else of our own environment reaches it */
  constructor(path: string, searchPath: string) {
    this.path = path;
    this.#searchPath = searchPath;
    this.objects = new ObjectReader(this.env());
  }

  /** The environment of every git process: built from scratch, so that no user configuration changes the answer. */
  env(): Record<string, string> {
    return {
      PATH: this.#searchPath,
      GIT_DIR: this.path,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_TERMINAL_PROMPT: "0",
      LC_ALL: "C",
    };
  }

  /** Runs git and answers with whatever it said, also when it failed. */
  attempt(args: string[], options: GitOptions = {}): Promise<GitResult> {
    return new Promise((resolve, reject) => {
      const child = spawn("git", args, { env: { ...this.env(), ...options.env }, stdio: "pipe" });
      const out: Buffer[] = [];
      let stderr = "";
      child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
      child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
      child.on("error", reject);
      child.on("close", (code) => resolve({ code: code ?? 1, stdout: Buffer.concat(out), stderr }));
      // A git that ends before it has read its input says why in its exit code.
      child.stdin.on("error", () => {});
      child.stdin.end(options.input);
    });
  }

  /** Runs git, which must succeed. */
  async bytes(args: string[], options: GitOptions = {}): Promise<Buffer> {
    const result = await this.attempt(args, options);
    if (result.code !== 0) throw new Error(`git ${args[0]} failed in ${this.path}: ${result.stderr.trim()}`);
    return result.stdout;
  }

  async text(args: string[], options: GitOptions = {}): Promise<string> {
    return (await this.bytes(args, options)).toString("utf8").trimEnd();
  }

  /**
   * As `maybe`, for questions whose answer can never change since they name objects by their full hash only; asked once.
   * A refusal is not kept: what is not there may come.
   */
  async fact(args: string[], options: GitOptions = {}): Promise<string | undefined> {
    const question = args.join("\0");
    const known = this.#facts.get(question);
    if (known !== undefined) return known;
    const answer = await this.maybe(args, options);
    if (this.#facts.size >= MOST_FACTS) this.#facts.clear();
    if (answer !== undefined) this.#facts.set(question, answer);
    return answer;
  }

  /** The output, or nothing when git refuses, e.g. because there is no such object. */
  async maybe(args: string[], options: GitOptions = {}): Promise<string | undefined> {
    const result = await this.attempt(args, options);
    return result.code === 0 ? result.stdout.toString("utf8").trimEnd() : undefined;
  }
}
