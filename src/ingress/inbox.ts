import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { TreeEvent } from "#src/core/event.ts";

/** Where an event belongs: a root that is known, or whichever root of the repository it concerns. */
export const Arrival = z.object({
  /** Unique: GitHub's delivery id with the event's position in it, or an effect's key. */
  id: z.string().min(1),
  root: z.string().optional(),
  repository: z.string().optional(),
  event: TreeEvent,
});
export type Arrival = z.infer<typeof Arrival>;

const Line = z.union([Arrival, z.object({ done: z.string() })]);

/**
 * Events that were accepted and not yet worked off: one fsynced line each, so that a sender may be answered as soon
 * as `accept` returns. A torn last line was never acknowledged to anybody and is cut off.
 */
export class Inbox {
  readonly #file: string;
  readonly #seen = new Set<string>();
  readonly #pending = new Map<string, Arrival>();
  #fd: number;

  constructor(dir: string) {
    mkdirSync(dir, { recursive: true });
    this.#file = join(dir, "inbox.jsonl");
    if (existsSync(this.#file)) this.#replay();
    this.#fd = openSync(this.#file, "a");
  }

  /** False when an arrival of this id was accepted before. Throws when the disk does not take it: then it was not accepted. */
  accept(arrival: Arrival): boolean {
    if (this.#seen.has(arrival.id)) return false;
    this.#append(arrival);
    this.#seen.add(arrival.id);
    this.#pending.set(arrival.id, arrival);
    return true;
  }

  /** Worked off: its changes are in Beads, or it changed nothing. */
  done(id: string): void {
    if (!this.#pending.delete(id)) return;
    this.#append({ done: id });
  }

  pending(): Arrival[] {
    return [...this.#pending.values()];
  }

  close(): void {
    closeSync(this.#fd);
  }

  #append(line: z.infer<typeof Line>): void {
    writeSync(this.#fd, `${JSON.stringify(line)}\n`);
    if (!("done" in line)) fsyncSync(this.#fd);
  }

  #replay(): void {
    const text = readFileSync(this.#file, "utf8");
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    if (whole.length < text.length) truncateSync(this.#file, Buffer.byteLength(whole));
    for (const raw of whole.split("\n").filter(Boolean)) {
      const line = Line.parse(JSON.parse(raw));
      if ("done" in line) this.#pending.delete(line.done);
      else {
        this.#seen.add(line.id);
        this.#pending.set(line.id, line);
      }
    }
  }
}
