import { expect, test } from "vitest";
import { mintJobToken } from "#src/local/hub/tokens.ts";
import { jwt, startWorld } from "./world.ts";

type Call = { name: string; send: string; body?: object; needs: string };

/** One request per permission; `needs` is what an App's token must have. Order matters: later ones rest on earlier ones. */
const CALLS: Call[] = [
  { name: "read issues", send: "GET /issues", needs: "issues:read" },
  { name: "open an issue", send: "POST /issues", body: { title: "T" }, needs: "issues:write" },
  { name: "comment", send: "POST /issues/1/comments", body: { body: "B" }, needs: "issues:write" },
  { name: "react", send: "POST /issues/1/reactions", body: { content: "eyes" }, needs: "issues:write" },
  { name: "label", send: "POST /issues/1/labels", body: { labels: ["x"] }, needs: "issues:write" },
  { name: "read a file", send: "GET /contents/README.md", needs: "contents:read" },
  { name: "write a blob", send: "POST /git/blobs", body: { content: "x" }, needs: "contents:write" },
  {
    name: "merge branches",
    send: "POST /merges",
    body: { base: "main", head: "main" },
    needs: "contents:write",
  },
  { name: "read pulls", send: "GET /pulls", needs: "pull_requests:read" },
  { name: "read checks", send: "GET /commits/main/check-runs", needs: "checks:read" },
  { name: "read statuses", send: "GET /commits/main/status", needs: "statuses:read" },
  { name: "read a role", send: "GET /collaborators/bob/permission", needs: "metadata:read" },
  { name: "read rules", send: "GET /rules/branches/main", needs: "metadata:read" },
];

test("an App's and a job's token may do what its permissions say, and no more", async () => {
  await using world = await startWorld();
  await world.firstPush();
  await world.ada.rest.issues.create({ ...world.at, title: "First" });
  const seen: Record<string, number[]> = {};
  const wanted: Record<string, number[]> = {};
  for (const call of CALLS) {
    const [permission = "", level] = call.needs.split(":") as [string, "read" | "write"];
    const job = mintJobToken(world.hub.context, world.repo, { [permission]: level }).token;
    const tokens = [{ actions: "write" }, { [permission]: "read" }, { [permission]: level }] as const;
    const answers = [];
    for (const token of [...tokens.map((one) => world.appToken(one)), job])
      answers.push((await send(token, call)).status);
    seen[call.name] = answers.map((status) => (status < 300 ? 200 : status));
    wanted[call.name] = [permission === "metadata" ? 200 : 403, level === "read" ? 200 : 403, 200, 200];
  }
  expect(seen).toEqual(wanted);
  const refused = await send(world.appToken({ issues: "read" }), CALLS[1] as Call);
  expect(refused.headers.get("x-accepted-github-permissions")).toBe("issues=write");
  expect(await refused.json()).toMatchObject({
    message: "Resource not accessible by integration",
    status: "403",
  });

  function send(token: string, call: Call): Promise<Response> {
    const [method = "", path = ""] = call.send.split(" ");
    const init = { method, headers: { authorization: `Bearer ${token}` } };
    return world.fetch(`${world.hub.url}/repos/ada/demo${path}`, {
      ...init,
      ...(call.body ? { body: JSON.stringify(call.body) } : {}),
    });
  }
});

test("people may what their role says; roles are asked for by login", async () => {
  await using world = await startWorld();
  await world.firstPush();
  const { at, ada, bob, eve } = world;
  world.hub.seed.collaborator(world.repo, "tom", "triage");
  world.hub.seed.collaborator(world.repo, "mia", "maintain");
  const tom = world.octokit(world.hub.seed.token("tom"));
  const role = async (username: string) => {
    const { data } = await world.asApp().rest.repos.getCollaboratorPermissionLevel({ ...at, username });
    return [data.permission, data.role_name];
  };
  expect(await role("ada")).toEqual(["admin", "admin"]);
  expect(await role("bob")).toEqual(["write", "write"]);
  expect(await role("mia")).toEqual(["write", "maintain"]);
  expect(await role("tom")).toEqual(["read", "triage"]);
  expect(await role("eve")).toEqual(["read", "read"]);
  await eve.rest.issues.create({ ...at, title: "Help", labels: ["fractal"] });
  expect((await ada.rest.issues.get({ ...at, issue_number: 1 })).data.labels).toEqual([]);
  await expect(
    eve.rest.issues.addLabels({ ...at, issue_number: 1, labels: ["fractal"] }),
  ).rejects.toMatchObject({ status: 403 });
  await tom.rest.issues.addLabels({ ...at, issue_number: 1, labels: ["fractal"] });
  await expect(tom.rest.git.createBlob({ ...at, content: "x" })).rejects.toMatchObject({ status: 403 });
  await bob.rest.git.createBlob({ ...at, content: "x" });
  await eve.rest.issues.update({ ...at, issue_number: 1, state: "closed" });
  await ada.rest.issues.create({ ...at, title: "Mine" });
  await expect(eve.rest.issues.update({ ...at, issue_number: 2, state: "closed" })).rejects.toMatchObject({
    status: 403,
  });
});

test("what is private is not found, what is unknown is bad credentials, what is not served is named", async () => {
  await using world = await startWorld();
  const hidden = await world.hub.seed.repo({
    owner: "ada",
    name: "secret",
    defaultBranch: "main",
    private: true,
  });
  const secret = { owner: "ada", repo: "secret" };
  await expect(world.eve.rest.repos.get(secret)).rejects.toMatchObject({ status: 404 });
  await expect(world.octokit().rest.repos.get(secret)).rejects.toMatchObject({ status: 404 });
  await expect(world.asApp().rest.repos.get(secret)).rejects.toMatchObject({ status: 404 });
  await world.ada.rest.repos.get(secret);
  world.hub.seed.collaborator(hidden, "eve", "read");
  expect((await world.eve.rest.repos.get(secret)).data.private).toBe(true);
  await expect(world.octokit("nonsense").rest.repos.get(world.at)).rejects.toMatchObject({
    status: 401,
    message: /Bad credentials/,
  });
  await expect(world.octokit().rest.issues.create({ ...world.at, title: "T" })).rejects.toMatchObject({
    status: 401,
  });
  await expect(world.octokit(jwt(1)).rest.apps.getAuthenticated()).rejects.toMatchObject({ status: 404 });
  await expect(world.octokit(jwt(4711, -60)).rest.apps.getAuthenticated()).rejects.toMatchObject({
    status: 401,
  });
  await expect(world.octokit(jwt(4711, 3600)).rest.apps.getAuthenticated()).rejects.toMatchObject({
    status: 401,
  });
  await expect(world.ada.rest.apps.getAuthenticated()).rejects.toMatchObject({ status: 401 });
  await expect(world.ada.rest.repos.listReleases(world.at)).rejects.toMatchObject({
    status: 501,
    message: expect.stringContaining("does not serve GET /repos/ada/demo/releases"),
  });
  const broken = await world.fetch(`${world.hub.url}/repos/ada/demo/issues`, {
    method: "POST",
    headers: { authorization: `Bearer ${world.tokens.ada}` },
    body: "{",
  });
  expect([broken.status, await broken.json()]).toMatchObject([400, { message: "Problems parsing JSON" }]);
});
