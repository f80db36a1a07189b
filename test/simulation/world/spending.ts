/** What the providers really did for us, in US dollars, whether or not we ever heard of it. */
export class Spending {
  #micros = 0;

  get usd(): number {
    return this.#micros / 1e6;
  }

  add(usd: number): void {
    this.#micros += Math.round(usd * 1e6);
  }
}
