import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { ObjectType } from "./git.ts";

/** What git says of an object; the bytes are those of the object itself, decompressed. */
export type ReadObject = Readonly<{ sha: string; type: ObjectType; bytes: Buffer }>;

type Asked = Readonly<{
  name: string;
  wantsBytes: boolean;
  resolve: (found: ReadObject | undefined) => void;
  reject: (error: Error) => void;
}>;
type Process = Readonly<{ child: ChildProcessByStdio<Writable, Readable, Readable>; asked: Asked[] }>;

/** A reader that was not asked for so long ends: nobody has to close it. */
const idleMs = 5000;

/**
 * Reads objects through one `git cat-file --batch-command` that stays, since starting git costs more than most answers do.
 * For names that git looks up anew each time: full hashes, and refs by their full name, with `^{type}` or `:path` behind them.
 */
export class ObjectReader {
  readonly #env: Record<string, string>;
  #process: Process | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(env: Record<string, string>) {
    this.#env = env;
  }

  /** Its hash and type, without bytes; nothing when there is no such object. */
  info(name: string): Promise<ReadObject | undefined> {
    return this.#ask("info", name);
  }

  contents(name: string): Promise<ReadObject | undefined> {
    return this.#ask("contents", name);
  }

  #ask(command: "info" | "contents", name: string): Promise<ReadObject | undefined> {
    // Names end with a NUL, so this one would be two.
    if (name.includes("\0")) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      const { child, asked } = this.#running();
      asked.push({ name, wantsBytes: command === "contents", resolve, reject });
      holdLoop(child, true);
      child.stdin.write(`${command} ${name}\0`);
    });
  }

  #running(): Process {
    clearTimeout(this.#idle);
    this.#process ??= this.#start();
    return this.#process;
  }

  #start(): Process {
    const child = spawn("git", ["cat-file", "--batch-command", "-z"], {
      env: this.#env,
      stdio: ["pipe", "pipe", "pipe"],
    });
    const asked: Asked[] = [];
    const process = { child, asked };
    const answers = new Answers(asked);
    let stderr = "";
    const end = (error: Error) => {
      if (this.#process === process) this.#process = undefined;
      for (const { reject } of asked.splice(0)) reject(error);
    };
    child.stdout.on("data", (chunk: Buffer) => {
      answers.take(chunk);
      if (asked.length === 0) this.#rest(process);
    });
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
    // A git that ends before it has read its input says why in its exit code.
    child.stdin.on("error", () => {});
    child.on("error", end);
    child.on("close", () =>
      end(new Error(`git cat-file ended in ${this.#env["GIT_DIR"]}: ${stderr.trim()}`)),
    );
    return process;
  }

  #rest({ child }: Process): void {
    holdLoop(child, false);
    this.#idle = setTimeout(() => {
      this.#process = undefined;
      child.stdin.end();
    }, idleMs).unref();
  }
}

/** What git writes, cut into the answers to what was asked, in its order. */
class Answers {
  readonly #asked: Asked[];
  #chunks: Buffer[] = [];
  #length = 0;
  /** Bytes without which there is no whole answer. */
  #wanted = 1;

  constructor(asked: Asked[]) {
    this.#asked = asked;
  }

  take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    while (this.#length >= this.#wanted && this.#asked.length > 0) {
      const all = Buffer.concat(this.#chunks);
      this.#chunks = [all];
      if (!this.#answer(all)) break;
    }
  }

  /** False when more must come first. */
  #answer(all: Buffer): boolean {
    const [first] = this.#asked;
    if (first === undefined) return false;
    // The name comes back as it was asked for, with any line break in it.
    const missing = Buffer.from(`${first.name} missing\n`);
    if (all.subarray(0, missing.length).equals(missing)) return this.#settle(all, missing.length);
    const lineEnd = all.indexOf("\n");
    const [, sha, type, size] = headerOf(all.subarray(0, Math.max(lineEnd, 0))) ?? [];
    if (sha === undefined || type === undefined) {
      this.#wanted = this.#length + 1;
      return false;
    }
    const start = lineEnd + 1;
    const end = first.wantsBytes ? start + Number(size) : start;
    const next = first.wantsBytes ? end + 1 : end;
    this.#wanted = next;
    return (
      this.#length >= next &&
      this.#settle(all, next, { sha, type: type as ObjectType, bytes: all.subarray(start, end) })
    );
  }

  #settle(all: Buffer, next: number, found?: ReadObject): boolean {
    const rest = all.subarray(next);
    this.#chunks = [rest];
    this.#length = rest.length;
    this.#wanted = 1;
    this.#asked.shift()?.resolve(found);
    return true;
  }
}

function headerOf(line: Buffer): RegExpExecArray | null {
  return line.length > 100 ? null : /^([0-9a-f]{40,64}) (blob|tree|commit|tag) (\d+)$/.exec(line.toString());
}

/** Whether our own process stays for its sake. */
function holdLoop(child: Process["child"], holds: boolean): void {
  const streams = [child.stdin, child.stdout, child.stderr] as unknown as NodeJS.ReadStream[];
  for (const one of [child, ...streams]) {
    if (holds) one.ref();
    else one.unref();
  }
}
