/** How often each thing happened that is no fault of the moment but of the thing's own fate: a red check, a reply in prose. */
export class Happened {
  readonly counts = new Map<string, number>();

  note(kind: string): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }
}
