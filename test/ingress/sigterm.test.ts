import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startHub } from "#src/local/hub/hub.ts";
import { serveAnswer } from "#test/cli/serve-answer.ts";
import { APP } from "#test/local/hub/world.ts";
import { deliver, inboxOf, sign, statusOf } from "./doorstep.ts";
import { asEnterprise, startServer } from "./server-process.ts";

test("SIGTERM ends the server in order within its ten seconds, whoever keeps a connection open", async () => {
  const open = new AsyncDisposableStack();
  onTestFinished(() => open.disposeAsync());
  const dir = mkdtempSync(join(tmpdir(), "sigterm-"));
  open.defer(() => rmSync(dir, { recursive: true, force: true }));
  const hub = await startHub({ dir: join(dir, "hub"), app: { ...APP, id: 1 } });
  open.defer(() => hub.close());
  hub.seed.install(await hub.seed.repo({ owner: "ada", name: "demo", defaultBranch: "main" }));
  const model = await serveAnswer(200, { object: "list", data: [] });
  const secret = "between us";
  const about = { data: join(dir, "data"), hub: await asEnterprise(hub.url, open), key: APP.privateKey };
  const { app, url, log } = await startServer({ ...about, model, secret });
  open.defer(() => void app.kill("SIGKILL"));
  expect(await deliver({ url, secret }, statusOf("a".repeat(40)))).toMatchObject({ status: 200 });

  const body = statusOf("b".repeat(40));
  const half = connect(Number(new URL(url).port), "127.0.0.1");
  half.on("error", () => {});
  half.write(`POST ${new URL(url).pathname} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n`);
  half.write(
    `x-github-event: status\r\nx-github-delivery: d2\r\nx-hub-signature-256: ${sign(secret, body)}\r\n`,
  );
  half.write(`content-length: ${body.length}\r\n\r\n${body.slice(0, 9)}`);
  await once(half, "ready");

  const ended = once(app, "exit");
  app.kill("SIGTERM");
  expect(await ended, log()).toEqual([0, null]);
  expect(inboxOf(about)).toContain('"id":"d1"');
  expect(inboxOf(about)).not.toContain('"id":"d2"');
}, 60_000);
