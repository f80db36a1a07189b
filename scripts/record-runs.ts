// `node scripts/record-runs.ts [name …]`: records finished runs as test/replay/fixtures/<name>.jsonl, all of them or those that are named.
// With `--trace <trace.jsonl> <name>` it keeps the decisions of a real run instead, with their long texts written out.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bringTextsBack } from "#src/effects/telemetry/long-texts.ts";
import { readBlob, readTrace } from "#src/effects/telemetry/read-trace.ts";
import { runs } from "#test/replay/runs.ts";
import { Tape } from "#test/replay/tape.ts";

const folder = fileURLToPath(new URL("../test/replay/fixtures/", import.meta.url));
mkdirSync(folder, { recursive: true });
const { values, positionals } = parseArgs({
  options: { trace: { type: "string" } },
  allowPositionals: true,
});
const unknown = values.trace === undefined ? positionals.filter((name) => !(name in runs)) : [];
if (unknown.length > 0 || (values.trace !== undefined && positionals.length !== 1)) {
  console.error(
    `record-runs: there is no run ${unknown.join(", ")}; give --trace <file> <name>, or some of: ${Object.keys(runs).join(" ")}`,
  );
  process.exit(2);
}
if (values.trace !== undefined) keep(positionals[0] ?? "", decisionsOf(values.trace));
else
  for (const [name, run] of Object.entries(runs)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const tape = new Tape();
    run(tape);
    keep(name, tape.lines);
  }

function keep(name: string, lines: readonly string[]): void {
  writeFileSync(`${folder}${name}.jsonl`, `${lines.join("\n")}\n`);
  console.log(`${name}: ${lines.length} lines`);
}

/** What a replay needs, numbered anew and without the process's name. */
function decisionsOf(file: string): string[] {
  return readTrace(file)
    .lines.filter(({ type }) => type === "decision" || type === "rows")
    .map((line, index) => {
      const attrs = bringTextsBack(line.attrs, (name) => readBlob(file, name));
      return JSON.stringify({ ...line, seq: index + 1, run: "recorded", attrs });
    });
}
