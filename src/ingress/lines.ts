/** Whole lines in order, kept over a restart; each is on the medium entirely or not at all. */
export interface Lines {
  /** Names them in messages. */
  readonly path: string;
  /** Bytes of whole lines. */
  readonly size: number;
  lines(): string[];

  /**
   * @param how.durable survives a loss of power when it returns, and not just the end of the process
   * @throws InboxError when the medium does not take it: then no part of it is there
   */
  append(line: string, how: { durable: boolean }): void;

  /**
   * Other lines in place of all, in one step.
   * @throws InboxError when the medium does not take them: then they are as they were
   */
  replace(lines: readonly string[]): void;

  /** May be called twice; nothing is taken afterwards. */
  close(): void;
}
