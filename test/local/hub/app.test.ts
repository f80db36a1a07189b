import { expect, test } from "vitest";
import { startWorld } from "./world.ts";

test("the App finds its installation by JWT and works with a token that expires in an hour", async () => {
  await using world = await startWorld();
  const app = world.asJwt();
  expect((await app.rest.apps.getAuthenticated()).data).toMatchObject({ slug: "spec-bot" });
  const { data: installation } = await app.rest.apps.getRepoInstallation({ owner: "ada", repo: "demo" });
  const { data: token } = await app.rest.apps.createInstallationAccessToken({
    installation_id: installation.id,
    permissions: { issues: "read" },
  });
  expect(token.permissions).toEqual({ metadata: "read", issues: "read" });
  const narrowed = world.octokit(token.token);
  expect((await narrowed.rest.apps.listReposAccessibleToInstallation()).data.total_count).toBe(1);
  expect((await narrowed.rest.repos.get({ owner: "ada", repo: "demo" })).data.default_branch).toBe("main");
});

test("installation tokens can be narrowed, never widened, and end", async () => {
  await using world = await startWorld();
  const other = await world.hub.seed.repo({ owner: "ada", name: "other", defaultBranch: "main" });
  world.hub.seed.install(other);
  const { apps } = world.asJwt().rest;
  const { data: installations } = await apps.listInstallations();
  expect(installations).toMatchObject([{ app_slug: "spec-bot", account: { login: "ada" } }]);
  const installation_id = installations[0]?.id ?? 0;
  expect((await apps.getInstallation({ installation_id })).data.permissions).toMatchObject({
    issues: "write",
  });
  const create = (narrowing: object) => apps.createInstallationAccessToken({ installation_id, ...narrowing });
  await expect(create({ permissions: { workflows: "write" } })).rejects.toMatchObject({ status: 422 });
  await expect(create({ repositories: ["nowhere"] })).rejects.toMatchObject({ status: 422 });
  const { data: whole } = await create({});
  const { data: narrow } = await create({ repositories: ["other"] });
  const names = async (token: string) =>
    (await world.octokit(token).rest.apps.listReposAccessibleToInstallation()).data.repositories.map(
      (repo) => repo.name,
    );
  expect(await names(whole.token)).toEqual(["demo", "other"]);
  expect(await names(narrow.token)).toEqual(["other"]);
  const write = world.octokit(narrow.token).rest.issues.create({ ...world.at, title: "T" });
  await expect(write).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining("not accessible by integration"),
  });
  const row = world.hub.state.tokens.find((one) => one.token === whole.token);
  if (!row?.scope) throw new Error("no such token");
  world.hub.state.tokens.put({ ...row, scope: { ...row.scope, expiresAt: "2020-01-01T00:00:00Z" } });
  await expect(names(whole.token)).rejects.toMatchObject({
    status: 401,
    message: expect.stringContaining("Bad credentials"),
  });
  expect(await world.heard()).toEqual(["installation.created", "installation_repositories.added"]);
});

test("answers say what is left of the rate limit and who somebody is", async () => {
  await using world = await startWorld();
  const { headers } = await world.ada.rest.repos.get(world.at);
  expect(headers).toMatchObject({ "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "4999" });
  expect((await world.ada.rest.rateLimit.get()).data.resources.core.limit).toBe(5000);
  expect((await world.ada.rest.users.getByUsername({ username: "bob" })).data.login).toBe("bob");
  await expect(world.ada.rest.users.getByUsername({ username: "nobody" })).rejects.toMatchObject({
    status: 404,
  });
});
