import { expect, test } from "vitest";
import { parse } from "yaml";
import { Policy, PolicyFile } from "#src/core/policy.ts";
import {
  policyFaults,
  policyPullTitle,
  proposedPolicy,
  renderPolicyFile,
  renderPolicyPull,
} from "#src/views/policy.ts";
import { tickedBoxes } from "#src/views/ticked-boxes.ts";
import { taskRow } from "#test/core/task-row.ts";

const policy = Policy.parse({
  id: "tokens-are-opaque",
  rule: "Tokens are opaque: @everyone\nnever <!-- decode --> them.",
  scope: { paths: ["src/auth/**"], types: ["feature"] },
  question: "missing-1abc",
  answer: "15 minutes",
  by: "ann",
  since: "2026-11-23",
  source: "https://github.com/o/r/issues/12",
});
const about = { title: "Are tokens opaque?", summary: "", answer: "Yes.", by: "ann" };
const draft = { n: 2, step: "proposed" as const, about, reservedUsd: 0, policy, contradicts: ["other"] };

test("a rule's file says what it is for, and reads back as the rule", () => {
  const text = renderPolicyFile(policy);
  const { id: _id, ...file } = policy;
  expect(PolicyFile.parse(parse(text))).toEqual(file);
  expect(text).toMatch(/^# A rule for Fractal/);
});

test("a rule is proposed with its scope, what it contradicts, and one box", () => {
  const task = { ...taskRow("fx-0000000a"), policy: draft };
  const body = proposedPolicy(task).join("\n\n");
  expect(body).toContain("`src/auth/**`, for tasks of the type feature");
  expect(body).toContain("says otherwise than `other`");
  expect(tickedBoxes(body)).toEqual([]);
  expect(tickedBoxes(body.replace("- [ ]", "- [x]"))).toEqual(["policy/fx-0000000a/2/accept"]);
  expect(proposedPolicy(taskRow("fx-0000000a")).join()).toContain("is gone");
  const everywhere = { ...policy, scope: { paths: [], types: [] } };
  const bare = proposedPolicy({ ...task, policy: { ...draft, policy: everywhere, contradicts: [] } }).join(
    "\n",
  );
  expect(bare).toContain("It would hold everywhere.");
  expect(bare).not.toContain("otherwise");
});

test("its pull request shows the file and wakes nobody that the rule names", () => {
  const body = renderPolicyPull(policy, "ben");
  expect(body).toContain("@ben accepted");
  expect(body).toContain("It was decided in https://github.com/o/r/issues/12");
  expect(renderPolicyPull({ ...policy, source: undefined }, "ben")).not.toContain("decided in");
  expect(policyPullTitle(policy)).toMatch(/^Policy: Tokens are opaque/);
  expect(policyPullTitle(policy)).not.toContain("\n");
});

test("what is wrong with the files of rules is listed with what to do, and wakes nobody", () => {
  const fault = { code: "policies", what: "prose.yml is no policy: @everyone", remedy: "mend it" };
  const body = policyFaults(Array.from({ length: 22 }, () => fault)).join("\n");
  expect(body).toContain("**What to do:** mend it");
  expect(body).toContain("And 2 more.");
  expect(body).not.toContain("@everyone");
});
