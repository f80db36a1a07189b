import { expect, test } from "vitest";
import { SHIPPED_WORKFLOWS } from "#src/core/own-workflows.ts";
import { judgePreflight, type PreflightFacts } from "#src/core/preflight.ts";

const dispatched = { on: { workflow_dispatch: { inputs: {} } } };
const [worker, verify] = SHIPPED_WORKFLOWS;
const own = SHIPPED_WORKFLOWS.map((path) => ({ path, document: dispatched }));
const ci = (document: object) => ({ path: ".github/workflows/ci.yml", document });
const facts = (more: Partial<PreflightFacts> = {}): PreflightFacts => ({
  htmlUrl: "https://github.test/ann/shop",
  defaultBranch: "main",
  issue: 12,
  workflows: [...own, ci({ on: ["push", "pull_request"] })],
  rules: { epic: [], leaf: [] },
  config: { checks: { required: [] } },
  shipped: {},
  ...more,
});
const config = (more: Partial<PreflightFacts["config"]>) => ({
  config: { checks: { required: [] }, ...more },
});
const codes = (given: PreflightFacts) => judgePreflight(given).problems.map(({ code }) => code);

test("a repository with our workflows and CI for every pull request is ready", () => {
  expect(judgePreflight(facts())).toEqual({ problems: [], ci: "own", reached: [".github/workflows/ci.yml"] });
});

test("a missing workflow comes with a link that has it filled in", () => {
  const { problems } = judgePreflight(
    facts({ workflows: [ci({ on: "push" })], shipped: { [worker]: "on: a\n" } }),
  );
  expect(problems).toEqual([
    {
      code: "workflow-missing",
      what: `${worker} is not on main`,
      remedy: `Commit it there (the App may not write workflows): https://github.test/ann/shop/new/main?filename=.github%2Fworkflows%2Ffractal-worker.yml&value=on%3A%20a%0A`,
    },
    {
      code: "workflow-missing",
      what: `${verify} is not on main`,
      remedy: `Commit it there (the App may not write workflows): https://github.test/ann/shop/new/main?filename=.github%2Fworkflows%2Ffractal-verify.yml`,
    },
  ]);
});

test("a text too long for an address leaves the link unfilled", () => {
  const { problems } = judgePreflight(facts({ workflows: [], shipped: { [worker]: "x".repeat(9000) } }));
  expect(problems[0]?.remedy).not.toContain("value=");
});

test("a workflow of ours that cannot be dispatched is as good as missing", () => {
  const workflows = [
    { path: worker, document: { on: "push" } },
    { path: verify, document: undefined },
    ci({ on: "push" }),
  ];
  const { problems } = judgePreflight(facts({ workflows }));
  expect(problems.map(({ what }) => what)).toEqual([
    `${worker} on main has no workflow_dispatch trigger`,
    `${verify} on main has no workflow_dispatch trigger`,
  ]);
  expect(problems[0]?.remedy).toContain("/edit/main/.github/workflows/fractal-worker.yml");
});

test("CI for main only would not run for the epic: where to change it, and what else would do", () => {
  const workflows = [
    ...own,
    ci({ on: { pull_request: { branches: ["main"] } } }),
    { path: "x.yml", document: { on: "schedule" } },
  ];
  expect(judgePreflight(facts({ workflows }))).toMatchObject({
    ci: "own",
    problems: [
      {
        code: "ci-does-not-fire",
        what: "CI would not run for a pull request into fractal/12/epic: .github/workflows/ci.yml (branches: [main] does not match fractal/12/epic)",
        remedy: expect.stringContaining(
          "Add 'fractal/**' to its branches: https://github.test/ann/shop/edit/main/.github/workflows/ci.yml",
        ),
      },
    ],
  });
  expect(judgePreflight(facts({ workflows, ...config({ verify: "make test" }) }))).toMatchObject({
    ci: "verify",
    problems: [],
  });
  expect(codes(facts({ workflows, ...config({ verify: "make test", ci: "own" }) }))).toEqual([
    "ci-does-not-fire",
  ]);
});

test("CI that runs for pushes to any branch judges as well", () => {
  expect(codes(facts({ workflows: [...own, ci({ on: { push: { branches: ["fractal/**"] } } })] }))).toEqual(
    [],
  );
});

test("no CI and no command: it stops; another service is believed when its checks are named", () => {
  expect(codes(facts({ workflows: own }))).toEqual(["no-ci"]);
  expect(codes(facts({ workflows: own, ...config({ checks: { required: ["circle"] } }) }))).toEqual([]);
  expect(judgePreflight(facts({ workflows: own, ...config({ ci: "verify" }) })).problems).toEqual([
    {
      code: "verify-missing",
      what: "`ci: verify` is set, and no command",
      remedy: "Add `verify: <a command that must exit 0>` to .github/fractal.yml.",
    },
  ]);
});

test("secrets and write permissions in reach of a model's code are named, and a person or a command decides", () => {
  const risky = ci({
    on: "pull_request",
    permissions: { contents: "read", "id-token": "write" },
    jobs: {
      test: {
        steps: [
          {
            run: "npm test",
            env: { TOKEN: "${{ secrets.NPM_TOKEN || secrets['OTHER'] }}", GH: "${{ secrets.GITHUB_TOKEN }}" },
          },
        ],
      },
      all: {
        permissions: null,
        steps: [{ run: "echo ${{ toJSON(secrets) }} ${{ secrets[matrix.name] }} secrets.NOT_ONE" }],
      },
      call: { uses: "./.github/workflows/x.yml", secrets: "inherit", permissions: "write-all" },
      release: { permissions: { packages: "write" } },
      odd: 5,
    },
  });
  const workflows = [...own, risky];
  const named =
    "secrets: inherit, secrets.NPM_TOKEN, secrets.OTHER, secrets (all), permissions: id-token: write, permissions: write-all, permissions: packages: write";
  expect(judgePreflight(facts({ workflows }))).toMatchObject({
    ci: "own",
    problems: [
      { code: "secrets-in-reach", what: expect.stringContaining(`.github/workflows/ci.yml (${named})`) },
    ],
  });
  expect(judgePreflight(facts({ workflows, ...config({ verify: "make" }) }))).toMatchObject({
    ci: "verify",
    problems: [],
  });
  expect(judgePreflight(facts({ workflows, ...config({ ci: "own" }) }))).toMatchObject({
    ci: "own",
    problems: [],
  });
});

test("what runs with secrets for a pull request, or after what a pull request started, is named, and verify does not keep it away", () => {
  const named = (name: string, document: object) => ({ path: `.github/workflows/${name}.yml`, document });
  const deploys = { jobs: { d: { steps: [{ run: "deploy ${{ secrets.KEY }}" }] } } };
  const after = (names: string[], more: object = {}) => ({
    workflow_run: { workflows: names, types: ["completed"], ...more },
  });
  const workflows = [
    ...own,
    ci({ name: "CI", on: ["push", "pull_request"] }),
    named("label", { name: "Label", on: "pull_request_target" }),
    named("thank", { on: { pull_request_target: { types: ["closed"] } } }),
    named("labels-only", { on: { pull_request_target: { types: ["labeled"] } } }),
    named("main-only", { on: { pull_request_target: { branches: ["main"] } }, ...deploys }),
    named("deploy", { name: "Deploy", on: after(["CI"]), ...deploys }),
    named("report", { on: after(["Deploy"], { types: undefined }), ...deploys }),
    named("of-label", { on: after(["Label"]), ...deploys }),
    named("harmless", { on: after(["CI"]) }),
    named("requested", { on: after(["CI"], { types: ["requested"] }), ...deploys }),
    named("of-main", { on: after(["CI"], { branches: ["main"] }), ...deploys }),
    named("of-release", { on: after(["Release"]), ...deploys }),
    named("of-nothing", { on: "workflow_run", ...deploys }),
  ];
  const what = (more: object = {}) => judgePreflight(facts({ workflows, ...more })).problems;
  const always = [
    ".github/workflows/label.yml (pull_request_target)",
    ".github/workflows/thank.yml (pull_request_target)",
  ];
  const ofLabel = ".github/workflows/of-label.yml (workflow_run after Label)";
  const said = "Pull requests of Fractal hold code that a model wrote, and would start what runs with";
  expect(what()).toMatchObject([
    {
      code: "privileged-workflow",
      what: `${said} this repository's secrets: ${[
        ...always,
        ".github/workflows/deploy.yml (workflow_run after CI)",
        ".github/workflows/report.yml (workflow_run after Deploy)",
        ofLabel,
      ].join("; ")}`,
      remedy: expect.stringMatching(
        /Exclude fractal\/\*\* .*https:\/\/github\.test\/ann\/shop\/edit\/main\/\.github\/workflows\/label\.yml .*`ci: own`/,
      ),
    },
  ]);
  expect(what(config({ ci: "verify", verify: "make" }))).toMatchObject([
    { what: `${said} this repository's secrets: ${[...always, ofLabel].join("; ")}` },
  ]);
  expect(what(config({ ci: "own" }))).toEqual([]);
});

test("a repository's own CI is its own also where it is called fractal.yml", () => {
  const workflows = [...own, { path: ".github/workflows/fractal.yml", document: { on: "pull_request" } }];
  expect(judgePreflight(facts({ workflows }))).toMatchObject({
    problems: [],
    reached: [".github/workflows/fractal.yml"],
  });
});

test("a workflow without jobs, permissions or secrets puts nothing in reach", () => {
  expect(
    codes(
      facts({
        workflows: [
          ...own,
          ci({ on: "push" }),
          ci({ on: "push", jobs: [1] }),
          ci({ on: "push", jobs: { t: {} } }),
        ],
      }),
    ),
  ).toEqual([]);
});

test("rules that would refuse the App's branches and merges are named with their page", () => {
  const rule = (type: string, ruleset?: number, parameters?: object) => ({ type, ruleset, parameters });
  const checks = rule("required_status_checks", 8, { do_not_enforce_on_create: true });
  const rules = {
    epic: [rule("pull_request", 7), rule("update", 7), rule("required_signatures", 7), checks],
    leaf: [rule("creation"), rule("pull_request", 7), checks, rule("required_status_checks")],
  };
  expect(judgePreflight(facts({ rules })).problems).toEqual([
    {
      code: "rules-block-epic",
      what: "Rules of this repository would refuse the App on fractal/12/epic: pull_request, update, required_status_checks",
      remedy:
        "Exclude fractal/** from them, or put the App on their bypass list: https://github.test/ann/shop/rules/7 https://github.test/ann/shop/rules/8",
    },
    {
      code: "rules-block-leaf",
      what: "Rules of this repository would refuse the App on fractal/12/<task>: creation, required_status_checks",
      remedy:
        "Exclude fractal/** from them, or put the App on their bypass list: https://github.test/ann/shop/settings/rules",
    },
  ]);
  expect(codes(facts({ rules: { epic: [], leaf: [checks] } }))).toEqual([]);
});
