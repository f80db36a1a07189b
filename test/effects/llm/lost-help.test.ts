import { Octokit } from "@octokit/rest";
import { expect, test } from "vitest";
import { epicBranch } from "#src/core/branch.ts";
import { moneyOf } from "#src/core/budget.ts";
import { tokensOf } from "#src/core/caller.ts";
import type { Escalation } from "#src/core/escalation.ts";
import type { Fix, RouterChoice } from "#src/core/help.ts";
import { RootFacts, rootOf, Task, type Tree } from "#src/core/tree.ts";
import { priceOf, reserveOfCall } from "#src/core/usage.ts";
import { completion } from "./endpoint.ts";
import { openKilledHouse, reserved, type SeedAt } from "./killed-house.ts";

const price = { inputPerMTok: 1, outputPerMTok: 10 };
const config = `
models: { router: helper, fixer: helper }
prices: { helper: { inputPerMTok: 1, outputPerMTok: 10 } }
budget: { usd: 3 }`;
const choice: RouterChoice = { choose: "person", reason: "Only you can say.", question: null };
const fix: Fix = { decision: "person", guidance: "", reason: "Only you can say." };

function replyOf(step: "router" | "fixer"): object {
  if (step === "router") return completion(JSON.stringify(choice));
  const call = { name: "propose_fix", arguments: JSON.stringify(fix) };
  const tool_calls = [{ id: "t1", type: "function", function: call }];
  return completion(null, { choices: [{ finish_reason: "tool_calls", message: { tool_calls } }] });
}

/** A root with one leaf whose ladder is at its end, and an epic. */
function stuckAt(step: "router" | "fixer") {
  return async ({ url, token, owner, root, issue }: SeedAt): Promise<Task[]> => {
    const { rest } = new Octokit({ auth: token, baseUrl: url });
    const at = { owner, repo: "timesheet" };
    const { data: main } = await rest.git.getRef({ ...at, ref: "heads/main" });
    const { sha } = main.object;
    await rest.git.createRef({ ...at, ref: `refs/heads/${epicBranch(issue)}`, sha });
    const { data } = await rest.issues.get({ ...at, issue_number: issue });
    const row = {
      root,
      objective: "Do it.",
      type: "feature",
      risk: "low",
      acceptance: "It works.",
      verify: null,
    };
    const escalation: Escalation = {
      n: 1,
      class: "check",
      reason: "red: test",
      step,
      ask: 1,
      reservedUsd: 0,
      fixes: step === "fixer" ? 1 : 0,
    };
    const facts = RootFacts.parse({
      ...at,
      issue,
      requestedBy: owner,
      requestedAt: Date.parse(data.created_at),
      spec: "Do something.",
      seen: true,
      allowed: true,
      preflight: { problems: [], baseSha: sha, defaultBranch: "main", ci: "own" },
      config: { models: { router: "helper", fixer: "helper" }, budget: { usd: 3 } },
      prices: { helper: price },
      epicSha: sha,
    });
    const place = { index: 0, files: [], needs: [] };
    return [
      Task.parse({
        ...row,
        ...place,
        id: root,
        parent: null,
        title: "Something",
        size: "L",
        origin: "spec",
        status: "split",
        issue: { number: issue, id: data.id, nodeId: data.node_id },
        facts,
      }),
      Task.parse({
        ...row,
        ...place,
        id: "fx-00000002",
        parent: root,
        title: "The part",
        size: "S",
        origin: "plan",
        status: "blocked",
        escalation,
      }),
    ];
  };
}

function leafOf(tree: Tree): Task {
  return tree.tasks.get("fx-00000002") as Task;
}

test.each(["router", "fixer"] as const)(
  "a %s that a kill cuts off is asked once more, and the lost call is charged its reserve",
  async (step) => {
    await using house = await openKilledHouse({ config, reply: () => replyOf(step), seed: stuckAt(step) });
    const asked = house.nextCall("hold");
    await house.start();
    await asked;
    expect(house.stored(), "the reserve was not durable before the call").toMatch(reserved);
    await house.kill();
    house.nextCall("answer");
    await house.start();
    const tree = await house.untilStored("needs_human");
    const { input, output } = tokensOf(rootOf(tree).facts.config.limits, step);
    const lostUsd = reserveOfCall(price, input, output);
    const repliedUsd = priceOf(price, { inputTokens: 1000, outputTokens: 100, cachedInputTokens: 0 });
    const { planUsage, escalation, reason } = leafOf(tree);
    expect(house.calls()).toBe(2);
    expect(planUsage?.calls).toBe(2);
    expect(planUsage?.usd).toBeCloseTo(lostUsd + repliedUsd, 6);
    expect(escalation).toMatchObject({ n: 1, ask: 1, step: "ended", reservedUsd: 0 });
    expect(moneyOf(tree)).toMatchObject({ reservedUsd: 0 });
    expect(reason).toContain("Only you can say");
  },
  120_000,
);
