import { z } from "zod";
import { TreeEvent } from "#src/core/event.ts";
import { InboxError } from "./inbox-error.ts";
import type { Lines } from "./lines.ts";

/** Where an event belongs: a root that is known, or whichever root of the repository it concerns. */
export const Arrival = z.object({
  /** Unique: GitHub's delivery id with the event's position in it, or an effect's key. */
  id: z.string().min(1),
  root: z.string().optional(),
  repository: z.string().optional(),
  event: TreeEvent,
});
export type Arrival = z.infer<typeof Arrival>;

/** What a line is about, before more of it is believed: an arrival that was worked off long ago need not be understood. */
const Line = z.union([z.object({ done: z.string() }), z.object({ id: z.string().min(1) })]);

export type InboxLimits = Readonly<{
  /** Ids of worked-off arrivals that are kept, so that a delivery that comes again is known. */
  remembered: number;
  /** The file is written anew, with what still matters, when it has grown beyond. */
  bytes: number;
}>;

const usual: InboxLimits = { remembered: 10_000, bytes: 4_000_000 };

/**
 * Events that were accepted and not yet worked off, a line each. Who is promised what: a sender who gets an answer and
 * never asks again (GitHub) gets it when the line is on the disk; so does a model's reply, which was paid for. Any
 * other outcome of our own effects can be looked up again: its line outlives the process, but not a loss of power.
 */
export class Inbox {
  readonly #file: Lines;
  readonly #limits: InboxLimits;
  readonly #pending = new Map<string, Arrival>();
  readonly #done = new Set<string>();
  #compactAt: number;

  /** @throws InboxError naming the file and the line that is not one of ours; the file stays as it is */
  constructor(file: Lines, limits: Partial<InboxLimits> = {}) {
    this.#limits = { ...usual, ...limits };
    this.#file = file;
    const lines = this.#file.lines();
    this.#replay(lines);
    this.#compactAt = this.#limits.bytes;
    // Each arrival has two lines in the end. Less is no waste that whoever was killed has to clear away first.
    if (lines.length > 2 * (this.#pending.size + this.#done.size) + 100) this.#compact();
  }

  /**
   * False when an arrival of this id was accepted before.
   * @throws InboxError when the disk does not take it, or no start could read it again: then it was not accepted, and may be offered again
   */
  accept(arrival: Arrival): boolean {
    return this.acceptAll([arrival]).length > 0;
  }

  /**
   * Those that are new, in one write: all of them are kept when it returns, or none.
   * @param how.isRepeatable somebody can be asked for them again: then no power loss need be outlived
   * @throws InboxError as above
   */
  acceptAll(arrivals: readonly Arrival[], { isRepeatable = false } = {}): readonly Arrival[] {
    const isKnown = ({ id }: Arrival) => this.#pending.has(id) || this.#done.has(id);
    const fresh = new Map(arrivals.filter((each) => !isKnown(each)).map((each) => [each.id, each]));
    if (fresh.size === 0) return [];
    const lines = [...fresh.values()].map(lineOf);
    this.#file.append(lines.join("\n"), { durable: !isRepeatable });
    for (const [id, arrival] of fresh) this.#pending.set(id, arrival);
    return [...fresh.values()];
  }

  /** Worked off: its changes are in Beads, or it changed nothing. Lost with the power, it is worked off once more. */
  done(id: string): void {
    if (!this.#pending.has(id)) return;
    this.#file.append(JSON.stringify({ done: id }), { durable: false });
    this.#finish(id);
    if (this.#file.size > this.#compactAt) this.#compact();
  }

  /** In the order in which they were accepted. */
  pending(): Arrival[] {
    return [...this.#pending.values()];
  }

  /** Nothing is accepted afterwards. */
  close(): void {
    this.#file.close();
  }

  #finish(id: string): void {
    this.#pending.delete(id);
    this.#done.add(id);
    for (const oldest of this.#done) {
      if (this.#done.size <= this.#limits.remembered) return;
      this.#done.delete(oldest);
    }
  }

  #compact(): void {
    const ids = [...this.#done].map((done) => ({ done }));
    this.#file.replace([...ids, ...this.#pending.values()].map((line) => JSON.stringify(line)));
    this.#compactAt = Math.max(this.#limits.bytes, this.#file.size * 2);
  }

  #replay(lines: readonly string[]): void {
    const open = new Map<string, { at: number; line: unknown }>();
    for (const [at, raw] of lines.entries()) {
      const line = toJson(raw);
      const about = this.#parse(Line, line, at);
      if ("id" in about) open.set(about.id, { at, line });
      else {
        open.delete(about.done);
        this.#finish(about.done);
      }
    }
    for (const [id, { at, line }] of open) {
      this.#done.delete(id);
      this.#pending.set(id, this.#parse(Arrival, line, at));
    }
  }

  #parse<Schema extends z.ZodType>(schema: Schema, value: unknown, at: number): z.infer<Schema> {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const what = value === undefined ? "is not JSON" : `is none of ours: ${z.prettifyError(parsed.error)}`;
    throw new InboxError(
      `${this.#file.path}:${at + 1} ${what}; nothing was changed. Repair that line, or remove it to give up the one event in it`,
    );
  }
}

/** Held to what is read at the next start: one line that is refused then would keep all others from being worked off. */
function lineOf(arrival: Arrival): string {
  const { success, error } = Arrival.safeParse(arrival);
  if (success) return JSON.stringify(arrival);
  const what = `${arrival.id} (${arrival.event.type}) is nothing that could be read again`;
  throw new InboxError(`${what}, so it was not accepted: ${z.prettifyError(error)}`);
}

/** Undefined when it is not JSON. */
function toJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
