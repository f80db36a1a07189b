/** JSON as Go and Dolt print it: HTML-safe strings, keys by length and then bytes, numbers without an exponent. */
export function goJson(of: unknown): string {
  if (typeof of === "string") return goString(of);
  if (typeof of === "number") return plainNumber(of);
  if (Array.isArray(of)) return `[${of.map(goJson).join(",")}]`;
  if (typeof of === "object" && of !== null) {
    const keys = Object.keys(of);
    if (keys.length > 1) keys.sort(keys.every((key) => word.test(key)) ? byUnits : byWeight);
    return `{${keys.map((key) => `${goString(key)}:${goJson((of as Record<string, unknown>)[key])}`).join(",")}}`;
  }
  return JSON.stringify(of);
}

export function goString(of: string): string {
  if (word.test(of)) return `"${of}"`;
  const text = JSON.stringify(of.toWellFormed());
  return special.test(text) ? text.replaceAll(specials, escaped) : text;
}

/** Nothing in it is longer than a byte or wants an escape. */
const word = /^\w*$/;
const special = /[<>&\u2028\u2029]/;
const specials = new RegExp(special, "g");

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Below the surrogates, code units are in the order of their bytes. */
const plain = /^[\0-\ud7ff]*$/;
const ascii = /^[\0-\x7f]*$/;

export function byBytes(a: string, b: string): number {
  if (plain.test(a) && plain.test(b)) return a < b ? -1 : a > b ? 1 : 0;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function byUnits(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

function byWeight(a: string, b: string): number {
  return byLength(a, b) || byBytes(a, b);
}

function byLength(a: string, b: string): number {
  if (ascii.test(a) && ascii.test(b)) return a.length - b.length;
  return Buffer.byteLength(a) - Buffer.byteLength(b);
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
