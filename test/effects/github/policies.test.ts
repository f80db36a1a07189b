import { expect, test } from "vitest";
import { readPolicies } from "#src/effects/github/policies.ts";
import { renderPolicyFile } from "#src/views/policy.ts";
import { Policy } from "#src/core/policy.ts";
import { startHubRepo } from "./hub-repo.ts";

const opaque = Policy.parse({
  id: "tokens-are-opaque",
  rule: "Tokens are opaque.\nNever decode: them # here.",
  scope: { paths: ["src/auth/**"], types: ["feature"] },
  question: "missing-1abc",
  answer: "15 minutes; 'quoted' and\nin two lines",
  by: "ann",
  since: "2026-11-23",
  source: "https://github.com/o/r/issues/12",
});

test("a rule is read as it was written, and whoever has none has no trouble", async () => {
  await using hub = await startHubRepo();
  const bare = await hub.world.firstPush({ "README.md": "Nothing." });
  expect(await readPolicies(hub.repo, bare)).toEqual({ policies: [], problems: [] });
  await using other = await startHubRepo();
  const sha = await other.world.firstPush({
    ".fractal/policies/tokens-are-opaque.yml": renderPolicyFile(opaque),
    ".fractal/policies/README.md": "What these are.",
  });
  expect(await readPolicies(other.repo, sha)).toEqual({ policies: [opaque], problems: [] });
});

test("what is no rule is named with its file, and hides no other", async () => {
  await using hub = await startHubRepo();
  const file = renderPolicyFile(opaque);
  const sha = await hub.world.firstPush({
    ".fractal/policies/good.yaml": file,
    ".fractal/policies/Bad Name.yml": file,
    ".fractal/policies/prose.yml": "just words",
    ".fractal/policies/broken.yml": "rule: [",
    ".fractal/policies/long.yml": `${file}\n# ${"x".repeat(10_000)}`,
    ".fractal/policies/more.yml": `${file}when: always\n`,
    ".fractal/policies/aliases.yml": `a: &a [x,x,x]\nb: &b [${"*a,".repeat(30)}]\n`,
  });
  const { policies, problems } = await readPolicies(hub.repo, sha);
  expect(policies.map(({ id }) => id)).toEqual(["good"]);
  const words = problems.map(({ what }) => what.replace(".fractal/policies/", "")).toSorted();
  expect(words.map((each) => each.split(" is no policy")[0])).toEqual([
    "Bad Name.yml",
    "aliases.yml",
    "broken.yml",
    "long.yml",
    "more.yml",
    "prose.yml",
  ]);
  expect(words.find((each) => each.startsWith("more"))).toContain(`"when"`);
  expect(new Set(problems.map(({ remedy }) => remedy.split(" on ")[1]))).toEqual(
    new Set(["the default branch"]),
  );
});

test("of too many files only so many are read, and that is said", async () => {
  await using hub = await startHubRepo();
  const names = Array.from({ length: 102 }, (_, at) => `.fractal/policies/p${at}.yml`);
  const sha = await hub.world.firstPush(
    Object.fromEntries(names.map((name) => [name, renderPolicyFile(opaque)])),
  );
  const { policies, problems } = await readPolicies(hub.repo, sha);
  expect([policies.length, problems.map(({ remedy }) => remedy)]).toEqual([
    100,
    ["delete those that nobody needs any more"],
  ]);
});
