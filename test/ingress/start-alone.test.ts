import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { serveAnswer } from "#test/cli/serve-answer.ts";
import { APP } from "#test/local/hub/world.ts";
import { spawnServer } from "./server-process.ts";

const nowhere = "http://127.0.0.1:9";

test.each([
  ["GitHub", nowhere, "there", /GitHub was not reached/],
  ["the model's endpoint", "there", `${nowhere}/v1`, /127\.0\.0\.1:9\/v1 cannot be reached/],
])(
  "a server that does not find %s at its start ends, and says so",
  async (_, github, endpoint, words) => {
    const dir = mkdtempSync(join(tmpdir(), "alone-"));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    const there = await serveAnswer(200, { object: "list", data: [] });
    const at = (address: string) => (address === "there" ? there : address);
    const about = { data: join(dir, "data"), key: APP.privateKey, secret: "between us", port: 0 };
    const app = spawnServer({ ...about, hub: at(github), model: at(endpoint) });
    let said = "";
    app.stderr.on("data", (chunk: Buffer) => void (said += chunk.toString()));
    const [code] = (await once(app, "close")) as [number | null];
    expect(code, said).toBe(2);
    expect(said).toMatch(words);
  },
  60_000,
);
