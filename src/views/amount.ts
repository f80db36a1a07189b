/** US dollars as people read them: cents, and as many digits below a cent as say something. */
export function usd(amount: number): string {
  if (amount === 0 || amount >= 0.01) return `$${amount.toFixed(2)}`;
  return amount < 0.0001 ? "under $0.0001" : `$${amount.toFixed(4)}`;
}

/** `980`, `12.3k`, `4.1M` */
export function tokens(count: number): string {
  if (count < 1000) return String(count);
  if (count < 999_950) return `${trimZero(count / 1000)}k`;
  return `${trimZero(count / 1_000_000)}M`;
}

/** `1 attempt`, `2 attempts` */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** `2 of 5 leaves done` */
export function leavesDone(of: { leaves: number; leavesDone: number } | undefined): string {
  const leaves = of?.leaves ?? 0;
  if (leaves === 0) return "no leaves yet";
  return `${of?.leavesDone ?? 0} of ${leaves} ${leaves === 1 ? "leaf" : "leaves"} done`;
}

function trimZero(value: number): string {
  return value.toFixed(1).replace(/\.0$/, "");
}
