import type { Random } from "./parts.ts";

/** sfc32 (Doty-Humphrey, PractRand): small, fast, and good enough for every test of randomness we could run. */
export class SeededRandom implements Random {
  readonly #name: string;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(name: string | number) {
    this.#name = String(name);
    [this.#a, this.#b, this.#c] = seedsOf(this.#name);
    for (let n = 0; n < 12; n += 1) this.next();
  }

  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  }

  fork(name: string): Random {
    return new SeededRandom(`${this.#name}/${name}`);
  }

  chance(p: number): boolean {
    return this.next() < p;
  }

  int(n: number): number {
    return Math.floor(this.next() * n);
  }

  between(from: number, to: number): number {
    return from + this.int(to - from + 1);
  }

  pick<One>(from: readonly One[]): One {
    if (from.length === 0) throw new Error("there is nothing to pick from");
    return from[this.int(from.length)] as One;
  }

  shuffle<One>(all: readonly One[]): One[] {
    const mixed = [...all];
    for (let at = mixed.length - 1; at > 0; at -= 1) {
      const other = this.int(at + 1);
      [mixed[at], mixed[other]] = [mixed[other] as One, mixed[at] as One];
    }
    return mixed;
  }
}

/** Three numbers from a text (FNV-1a from three offsets). */
function seedsOf(text: string): [number, number, number] {
  const hash = (offset: number) => {
    let h = offset;
    for (let at = 0; at < text.length; at += 1) h = Math.imul(h ^ text.charCodeAt(at), 16_777_619);
    return h ^ (h >>> 15);
  };
  return [hash(0x811c9dc5), hash(0x1b873593), hash(0xcc9e2d51)];
}
