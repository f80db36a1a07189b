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

/** Git writes a line for much of what it does not find; what is told are the last ones. */
const stderrMax = 4096;

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
    const answers = new Answers(asked, (line) => {
      end(
        new Error(
          `git cat-file in ${this.#env["GIT_DIR"]} answered “${line}”, which is no answer to a question`,
        ),
      );
      child.kill();
    });
    let stderr = "";
    const end = (error: Error) => {
      if (this.#process === process) this.#process = undefined;
      for (const { reject } of asked.splice(0)) reject(error);
    };
    child.stdout.on("data", (chunk: Buffer) => {
      answers.take(chunk);
      // One whose answers made no sense has gone already.
      if (asked.length === 0 && this.#process === process) this.#rest(process);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr = `${stderr}${chunk.toString("utf8")}`.slice(-stderrMax);
    });
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
  readonly #broken: (line: string) => void;

  /** @param broken told of a line after which nothing can be told apart any more; it takes back what was asked */
  constructor(asked: Asked[], broken: (line: string) => void) {
    this.#asked = asked;
    this.#broken = broken;
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
    const nothings = ["missing", "ambiguous"].map((word) => Buffer.from(`${first.name} ${word}\n`));
    const nothing = nothings.find((each) => all.subarray(0, each.length).equals(each));
    if (nothing !== undefined) return this.#settle(all, nothing.length);
    const lineEnd = all.indexOf("\n");
    const isCut = nothings.some((each) => each.subarray(0, all.length).equals(all));
    if (lineEnd < 0 || isCut) return this.#wait();
    const line = all.subarray(0, lineEnd);
    if (isSubmodule(line)) return this.#settle(all, lineEnd + 1);
    const [, sha, type, size] = headerOf(line) ?? [];
    if (sha === undefined || type === undefined) {
      this.#broken(line.toString("utf8", 0, 200));
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

  #wait(): false {
    this.#wanted = this.#length + 1;
    return false;
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

/** What a path to a submodule leads to is in another repository; git before 2.51 says that it is missing. */
function isSubmodule(line: Buffer): boolean {
  return line.length <= 100 && /^[0-9a-f]{40,64} submodule$/.test(line.toString());
}

/** Whether our own process stays for its sake. */
function holdLoop(child: Process["child"], holds: boolean): void {
  const streams = [child.stdin, child.stdout, child.stderr] as unknown as NodeJS.ReadStream[];
  for (const one of [child, ...streams]) {
    if (holds) one.ref();
    else one.unref();
  }
}
