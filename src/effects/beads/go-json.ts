/** JSON as Go and Dolt print it: HTML-safe strings, keys by length and then bytes, numbers without an exponent. */
export function goJson(of: unknown): string {
  if (typeof of === "string") return goString(of);
  if (typeof of === "number") return plainNumber(of);
  if (Array.isArray(of)) return `[${of.map(goJson).join(",")}]`;
  if (typeof of === "object" && of !== null) {
    const entries = Object.entries(of).sort(
      ([a], [b]) => Buffer.byteLength(a) - Buffer.byteLength(b) || byBytes(a, b),
    );
    return `{${entries.map(([key, inner]) => `${goString(key)}:${goJson(inner)}`).join(",")}}`;
  }
  return JSON.stringify(of);
}

export function goString(of: string): string {
  return JSON.stringify(of.toWellFormed()).replaceAll(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function plainNumber(of: number): string {
  const [digits = "", exponent] = String(of === 0 ? 0 : of).split("e");
  if (exponent === undefined) return digits;
  const sign = digits.startsWith("-") ? "-" : "";
  const [whole = "", fraction = ""] = digits.replace("-", "").split(".");
  const shift = Number(exponent);
  return shift < 0
    ? `${sign}0.${"0".repeat(-shift - 1)}${whole}${fraction}`
    : `${sign}${whole}${fraction.padEnd(shift, "0")}`;
}
