/** Hides secret values in everything a job writes. */
export class Masks {
  readonly #values = new Set<string>();

  /** A value, each of its lines, and the forms it takes in JSON and base64. */
  add(value: string): void {
    const base64 = Buffer.from(value).toString("base64");
    const forms = [value, ...value.split(/\r?\n/), JSON.stringify(value).slice(1, -1), base64];
    for (const form of forms) if (form.trim() !== "") this.#values.add(form);
  }

  apply(text: string): string {
    // Longest first, so that a secret that contains another one is hidden whole.
    const values = [...this.#values].sort((a, b) => b.length - a.length);
    return values.reduce((masked, value) => masked.replaceAll(value, "***"), text);
  }

  hides(text: string): boolean {
    return this.apply(text) !== text;
  }
}
