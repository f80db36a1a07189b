// Keeps files small: no file of src/ over 250 lines, and half of them at most 60. Prints one line; exits 1 with the files that are too long.
import { globSync, readFileSync } from "node:fs";

const LONGEST = 250;
const MEDIAN = 60;

const sizes = globSync("src/**/*.ts")
  .map((path) => ({ path, lines: readFileSync(path, "utf8").split("\n").length - 1 }))
  .sort((a, b) => a.lines - b.lines);

const upper = sizes[Math.floor(sizes.length / 2)]?.lines ?? 0;
const lower = sizes[Math.floor((sizes.length - 1) / 2)]?.lines ?? 0;
const median = (lower + upper) / 2;
const tooLong = sizes.filter(({ lines }) => lines > LONGEST);

console.log(`src: ${sizes.length} files, median ${median} lines, longest ${sizes.at(-1)?.lines ?? 0}`);
for (const { path, lines } of tooLong)
  console.error(`${path}: ${lines} lines; split it, ${LONGEST} is the most`);
if (median > MEDIAN) console.error(`the median file has ${median} lines; ${MEDIAN} is the most`);
process.exitCode = tooLong.length > 0 || median > MEDIAN ? 1 : 0;
