// The App behind its HTTP door as a process of its own: says where it is, and every reason to stop, one JSON line each. Ends when killed.
import { setTimeout as sleep } from "node:timers/promises";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openDoorstep } from "./doorstep.ts";

const { url, secret, data } = await openDoorstep((error) =>
  console.log(JSON.stringify({ fatal: String(error) })),
);
// The first sweep writes too; after it nothing moves by itself.
const trace = () => readFileSync(join(data, "trace", "trace.jsonl"), "utf8");
while (!trace().includes("/installation/repositories")) await sleep(20);
console.log(JSON.stringify({ url, secret, data }));
