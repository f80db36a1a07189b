/**
 * An error named by what happens next. `hint` is what a person can type or click; it goes where the error is shown.
 * Anything else that is thrown is a bug and ends as Terminal.
 */
export class NextStepError extends Error {
  readonly hint: string | undefined;

  constructor(message: string, { hint, cause }: { hint?: string | undefined; cause?: unknown } = {}) {
    super(message, { cause });
    this.name = new.target.name;
    this.hint = hint;
  }
}

/** Trying again cannot help. */
export class Terminal extends NextStepError {}

/** Trying again later can help; `retryAfterMs` is how long the other side asked us to wait, in milliseconds. */
export class Retryable extends NextStepError {
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    options: { hint?: string | undefined; cause?: unknown; retryAfterMs?: number | undefined } = {},
  ) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Nothing was sent: the other side wants a rest first. No word about whether it is there. */
export class Unasked extends Retryable {}

/** The other side is down: no answer, or one that says so. */
export class Outage extends Retryable {
  readonly of: "github" | "model";

  constructor(
    message: string,
    options: {
      of: "github" | "model";
      hint?: string | undefined;
      cause?: unknown;
      retryAfterMs?: number | undefined;
    },
  ) {
    super(message, options);
    this.of = options.of;
  }
}

/** Only a person can go on: a permission, a setting, a choice. */
export class NeedsHuman extends NextStepError {}
