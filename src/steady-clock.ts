/**
 * Milliseconds since the epoch, as this machine believed at the call, and from then on by a clock that nobody sets:
 * when the time of day is corrected, no wait becomes an hour longer and no run an hour older. The next start reads it anew.
 */
export function steadyClock(): () => number {
  const zero = Date.now() - performance.now();
  return () => Math.floor(zero + performance.now());
}
