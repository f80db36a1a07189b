// Writes fractal.schema.json, by which editors complete and check .github/fractal.yml; with --check it says whether the file is as it should be.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { configSchema } from "#src/config-fault.ts";

const path = "fractal.schema.json";
const schema: unknown = JSON.parse(JSON.stringify(configSchema()));
const written: unknown = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;

// Compared by what it says: how it is laid out is the formatter's business.
if (isDeepStrictEqual(written, schema)) {
  console.log(`${path} is as the config's schema says`);
} else if (process.argv.includes("--check")) {
  console.error(`${path} is behind src/core/rules.ts; run: npx node scripts/write-config-schema.ts`);
  process.exitCode = 1;
} else {
  writeFileSync(path, `${JSON.stringify(schema, null, 2)}\n`);
  console.log(`${path} is written; format it with: npx oxfmt --write ${path}`);
}
