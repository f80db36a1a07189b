// `npm run bench`: every measure, one after the other; `npm run bench -- growth demo` only those. What is printed are ratios and counts,
// since seconds are this machine's and move with its load.
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";

const Measure = z.object({ bench: z.custom<() => Promise<void>>((value) => typeof value === "function") });

const known = readdirSync(import.meta.dirname)
  .map((file) => basename(file, ".ts"))
  .filter((name) => name !== "main")
  .toSorted();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`bench: there is no ${unknown.join(", ")}; there are ${known.join(", ")}`);
  process.exit(2);
}
for (const name of wanted.length > 0 ? wanted : known) {
  const { bench } = Measure.parse(await import(join(import.meta.dirname, `${name}.ts`)));
  console.log(`\n== ${name}`);
  await bench();
}
