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
