import type { Usage } from "#src/core/report.ts";
import { Outage } from "#src/errors.ts";

/** A call to a model that brought nothing and may be charged for all the same: it can be tried again, but not for ever. */
export class PaidFailure extends Outage {
  readonly usage: Usage;

  constructor(message: string, options: { usage: Usage; retryAfterMs?: number | undefined }) {
    super(message, { ...options, of: "model" });
    this.usage = options.usage;
  }
}
