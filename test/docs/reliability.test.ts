import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const home = join(import.meta.dirname, "..", "..");
const rows = readFileSync(join(home, "docs", "reliability.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  .filter((cells) => cells.length === 5 && cells[0] !== "Fault" && !/^-+$/.test(cells[0] ?? ""));
const classes = ["infra", "format", "conflict", "person", "stop", "none"];

test("every fault has a way to show, a class, a remedy and a test that is there", () => {
  expect(rows.length).toBeGreaterThan(60);
  for (const [fault, shows, kind, remedy, tests] of rows) {
    expect([fault, shows, remedy], fault).not.toContain("");
    expect(classes, fault).toContain(kind);
    const files = Array.from(String(tests).matchAll(/`([^`]+)`/g), ([, file]) => file ?? "").flatMap(spelled);
    expect(files, fault).not.toEqual([]);
    for (const file of files) expect(existsSync(join(home, file)), `${fault}: ${file}`).toBe(true);
  }
});

test("a fault is said once", () => {
  const faults = rows.map(([fault]) => fault);
  expect(faults.filter((fault, at) => faults.indexOf(fault) !== at)).toEqual([]);
});

/** `a/{b,c}.ts` as a shell reads it. */
function spelled(pattern: string): string[] {
  const [whole, names] = /\{([^}]*)\}/.exec(pattern) ?? [];
  return whole === undefined
    ? [pattern]
    : (names ?? "").split(",").map((name) => pattern.replace(whole, name));
}
