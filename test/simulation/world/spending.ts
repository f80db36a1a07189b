/** What the providers really did for us, in US dollars, whether or not we ever heard of it. */
export class Spending {
  /** By what it was for: `plan <title>`, `work <key of the attempt>`. */
  readonly usd = new Map<string, number>();

  add(name: string, usd: number): void {
    this.usd.set(name, (this.usd.get(name) ?? 0) + usd);
  }
}
