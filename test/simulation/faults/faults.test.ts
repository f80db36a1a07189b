import { beforeEach, expect, test } from "vitest";
import { Swarm } from "../swarm.ts";
import { SeededRandom } from "../seeded-random.ts";
import { installClock } from "../virtual-time.ts";
import { drawClockJumps, drawKills } from "./moments.ts";
import { faultyDelivery } from "./faulty-delivery.ts";
import { faultyFetch } from "./faulty-fetch.ts";
import { allKinds, drawPlan } from "./kinds.ts";

const clock = installClock();
const url = "http://hub.test/repos/ada/garden/issues";
let asked: string[] = [];

beforeEach(() => {
  clock.reset();
  asked = [];
});

/** A GitHub that answers everything, with one thing made just now and one long ago. */
const hub: typeof fetch = (input, init) => {
  asked.push(`${init?.method ?? "GET"} ${String(input)}`);
  const thing = (ms: number) => {
    const date = new Date(Date.now() - ms).toISOString();
    return String(input).includes("/commits") ? { commit: { committer: { date } } } : { created_at: date };
  };
  const list = [thing(600_000), thing(1000)];
  const body = String(input).endsWith("/7") ? thing(1000) : list;
  return Promise.resolve(
    new Response(JSON.stringify(body), { headers: { "content-type": "application/json" } }),
  );
};

/** What comes of it while time goes on. */
async function outcome(work: Promise<Response>): Promise<string> {
  const said: string[] = [];
  work.then(
    async (answer) => said.push(`${answer.status} ${(JSON.parse(await answer.text()) as unknown[]).length}`),
    (error: Error) => said.push(error.message),
  );
  while (said.length === 0 && (await clock.step(clock.now() + 600_000)));
  return said.join();
}

const post = { method: "POST", body: "{}" };

test.each([
  ["github-500", "502 undefined", 0],
  ["github-403-limit", "403 undefined", 0],
  ["github-403-secondary", "403 undefined", 0],
  ["github-403-bare", "403 undefined", 0],
  ["github-429", "429 undefined", 0],
  ["github-422", "422 undefined", 0],
  ["github-401", "401 undefined", 0],
  ["github-reset", "fetch failed", 0],
  ["github-timeout", "fetch failed", 0],
  ["github-502-done", "502 undefined", 1],
  ["github-timeout-done", "fetch failed", 1],
  ["github-cut", "terminated", 1],
])("%s: %s, and what was asked is done %i times", async (kind, said, times) => {
  const faults = new Swarm(1, { [kind]: 1 });
  expect(await outcome(faultyFetch(hub, faults)(url, post))).toBe(said);
  expect(asked).toHaveLength(times);
  expect(faults.struck.get(kind)).toBe(1);
});

test("a timeout is ended by the caller's own clock", async () => {
  const faults = new Swarm(1, { "github-timeout": 1 });
  const signal = AbortSignal.timeout(5000);
  expect(await outcome(faultyFetch(hub, faults)(url, { signal }))).toMatch(/timeout/i);
});

test("a list lacks what was made just now, and the thing itself is not there yet", async () => {
  expect(await outcome(faultyFetch(hub, new Swarm(1, { "github-stale": 1 }))(url))).toBe("200 1");
  expect(await outcome(faultyFetch(hub, new Swarm(1, { "github-404-lag": 1 }))(`${url}/7`))).toBe(
    "404 undefined",
  );
  expect(await outcome(faultyFetch(hub, new Swarm(1, {}))(url))).toBe("200 2");
});

test.each([
  "issues/3/events",
  "issues/3/comments?per_page=100",
  "issues/3/sub_issues",
  "actions/runs/5/artifacts",
  "pulls?state=all",
  "commits?sha=main",
])("the list %s lags too", async (list) => {
  const late = faultyFetch(hub, new Swarm(1, { "github-stale": 1 }));
  expect(await outcome(late(`http://hub.test/repos/ada/garden/${list}`))).toBe("200 1");
});

test("what an exact commit stands on is known at once", async () => {
  const late = faultyFetch(hub, new Swarm(1, { "github-stale": 1 }));
  const of = `http://hub.test/repos/ada/garden/commits?per_page=30&sha=${"a".repeat(40)}`;
  expect(await outcome(late(of))).toBe("200 2");
});

test("a run that was started just now cannot be cancelled yet", async () => {
  const runs = "http://hub.test/repos/ada/garden/actions";
  const github: typeof fetch = (input) => {
    asked.push(String(input));
    return Promise.resolve(new Response(JSON.stringify({ workflow_run_id: 5 }), { status: 202 }));
  };
  const late = faultyFetch(github, new Swarm(1, { "github-404-lag": 1 }));
  await outcome(late(`${runs}/workflows/fractal-worker.yml/dispatches`, post));
  expect(await outcome(late(`${runs}/runs/5/cancel`, post))).toBe("404 undefined");
  expect(await outcome(late(`${runs}/runs/6/cancel`, post))).toBe("202 undefined");
  expect(asked).toHaveLength(2);
});

test("a ref that was made just now is not there yet, and eight seconds later it is", async () => {
  const refs = "http://hub.test/repos/ada/garden/git";
  const github: typeof fetch = (_input, init) => {
    const status = init?.method === "POST" ? 201 : 200;
    return Promise.resolve(new Response(JSON.stringify({ ref: "refs/heads/fractal/1/epic" }), { status }));
  };
  const late = faultyFetch(github, new Swarm(1, { "github-404-lag": 1 }));
  const read = () => outcome(late(`${refs}/ref/heads%2Ffractal%2F1%2Fepic`));
  expect(await read()).toBe("200 undefined");
  await outcome(late(`${refs}/refs`, post));
  expect(await read()).toBe("404 undefined");
  setTimeout(() => {}, 8000);
  while (await clock.step(clock.now() + 10_000));
  expect(await read()).toBe("200 undefined");
});

test("nothing strikes when the faults are over", async () => {
  const faults = new Swarm(1, { "github-500": 1, "github-stale": 1, "github-timeout": 1 });
  faults.end();
  expect(await outcome(faultyFetch(hub, faults)(url))).toBe("200 2");
  expect(faults.struck.size).toBe(0);
});

async function delivered(plan: Record<string, number>): Promise<{ ids: string[]; hours: number }> {
  const ids: string[] = [];
  const began = clock.now();
  const parts = { faults: new Swarm(2, plan), random: new SeededRandom(2) };
  const deliver = faultyDelivery(({ id }) => void ids.push(id), parts);
  for (const id of "abcdefgh") deliver("issues", id, {});
  while (await clock.step(clock.now() + 86_400_000));
  return { ids, hours: (clock.now() - began) / 3_600_000 };
}

test("webhooks come in order, unless they are lost, doubled, late or shuffled", async () => {
  expect((await delivered({})).ids.join("")).toBe("abcdefgh");
  expect((await delivered({ "webhook-lost": 1 })).ids).toEqual([]);
  expect((await delivered({ "webhook-twice": 1 })).ids.toSorted().join("")).toBe("aabbccddeeffgghh");
  expect((await delivered({ "webhook-shuffled": 1 })).ids.join("")).not.toBe("abcdefgh");
  expect((await delivered({ "webhook-late": 1 })).hours).toBeGreaterThan(1);
});

test("each seed draws its own plan; some know no fault at all, and each kind is drawn by some", () => {
  const plans = Array.from({ length: 400 }, (_, seed) => drawPlan(new SeededRandom(seed)));
  expect(plans.filter((plan) => Object.keys(plan).length === 0).length).toBeGreaterThan(20);
  expect(new Set(plans.flatMap((plan) => Object.keys(plan)))).toEqual(new Set(Object.keys(allKinds)));
});

test("kills and jumps of the clock come at moments of their own", () => {
  const random = () => new SeededRandom(3);
  expect(drawKills(new Swarm(1, {}), random())).toEqual([]);
  const kills = drawKills(new Swarm(1, { kill: 1 }), random());
  expect(kills.length).toBeGreaterThan(0);
  expect(kills).toEqual(kills.toSorted((a, b) => a - b));
  expect(drawClockJumps(new Swarm(1, { "clock-jump": 1 }), random()).length).toBeGreaterThan(0);
});
