/** A bug in a decision: it is pure, so nothing came of it, and no other tree is touched by it. */
export class Undecidable extends Error {
  override readonly name = "Undecidable";

  constructor(cause: unknown) {
    super(`it cannot be decided (${String(cause)})`, { cause });
  }
}
