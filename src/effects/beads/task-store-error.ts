/**
 * The store did not do what it was asked.
 * `caller`: the rows asked for cannot be stored; nothing was written.
 * `retry`: the same call may succeed later (a lock, a timeout).
 * `person`: somebody has to act; the message says what to type.
 */
export class TaskStoreError extends Error {
  override readonly name = "TaskStoreError";
  readonly next: "caller" | "retry" | "person";

  constructor(next: TaskStoreError["next"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.next = next;
  }
}
