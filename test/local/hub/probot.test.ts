import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Probot, Server } from "probot";
import { expect, test } from "vitest";
import { startHub } from "#src/local/hub/hub.ts";
import { APP } from "./world.ts";

test("Probot works on the hub as on GitHub: webhook in, installation token, comment out, its own echo back", async () => {
  const dir = mkdtempSync(join(tmpdir(), "hub-"));
  const hub = await startHub({ dir, app: APP });
  const secret = "between us";
  const server = new Server({
    port: 0,
    host: "127.0.0.1",
    Probot: Probot.defaults({
      appId: APP.id,
      privateKey: APP.privateKey,
      secret,
      baseUrl: hub.url,
      logLevel: "fatal",
    }),
  });
  const echoes: boolean[] = [];
  const echo = Promise.withResolvers<void>();
  await server.load((app) => {
    app.on("issues.opened", async (context) => {
      const octokit = await app.auth(context.payload.installation?.id);
      await octokit.rest.issues.createComment(context.issue({ body: "hi" }));
    });
    app.on("issue_comment.created", (context) => {
      echoes.push(context.isBot);
      echo.resolve();
    });
  });
  const http = await server.start();
  hub.setWebhook(`http://127.0.0.1:${(http.address() as AddressInfo).port}/api/github/webhooks`, secret);
  const repo = await hub.seed.repo({ owner: "ada", name: "demo", defaultBranch: "main" });
  hub.seed.install(repo);
  const opened = await fetch(`${hub.url}/repos/ada/demo/issues`, {
    method: "POST",
    headers: { authorization: `Bearer ${hub.seed.token("ada")}` },
    body: JSON.stringify({ title: "T" }),
  });
  expect(opened.status).toBe(201);
  await echo.promise;
  await hub.settled();
  expect(echoes).toEqual([true]);
  expect(hub.state.deliveries.filter(() => true).map((row) => [row.event, row.status])).toEqual([
    ["installation", 200],
    ["issues", 200],
    ["issue_comment", 200],
  ]);
  expect(hub.requests.map((request) => `${request.method} ${request.template} ${request.status}`)).toEqual([
    "POST /repos/{owner}/{repo}/issues 201",
    "POST /app/installations/{installation_id}/access_tokens 201",
    "POST /repos/{owner}/{repo}/issues/{issue_number}/comments 201",
  ]);
  await server.stop();
  await hub.close();
  rmSync(dir, { recursive: true });
});
