import { expect, test } from "vitest";
import type { TreeEvent } from "#src/core/event.ts";
import { createPerform } from "#src/effects/perform/perform.ts";
import type { OnTheWay } from "#test/effects/github/hub-repo.ts";
import { effectCases } from "./effect-cases.ts";
import { type Desk, openStand, openStands } from "./stand.ts";

/** Serves or does not serve one request, and answers it with an error or with nothing. */
type Fault = Readonly<{ name: string; served: boolean; answer: () => Response }>;

const badGateway = () => Response.json({ message: "Server Error" }, { status: 502 });
const broken = (): never => {
  throw new TypeError("fetch failed");
};
const onWrites: readonly Fault[] = [
  { name: "502 after it was done", served: true, answer: badGateway },
  { name: "the connection broke after it was done", served: true, answer: broken },
  { name: "the connection broke before it was done", served: false, answer: broken },
];
const onReads: readonly Fault[] = [
  { name: "503", served: false, answer: () => Response.json({ message: "Busy" }, { status: 503 }) },
];

test.each(Object.keys(effectCases) as (keyof typeof effectCases)[])(
  "%s is done once, wherever the connection fails: looked up before it is done again",
  async (type) => {
    await using desk = await openStands();
    let repo = desk.repo;
    const perform = createPerform({ ...desk.desk, repository: () => Promise.resolve(repo) });
    let serial = 0;
    const place = async () => {
      // As after a start: nothing is remembered.
      desk.desk.texts.clear();
      repo = { ...desk.repo };
      const stand = await openStand(desk, (serial += 1));
      return { stand, ...(await effectCases[type](stand)) };
    };
    const clean = await place();
    const requests = await requestsOf(desk, () => perform(clean.tree, clean.effect));
    const wanted = { events: names(await perform(clean.tree, clean.effect)), made: await clean.made() };
    expect(wanted.events).not.toContain("EffectFailed");

    for (const [index, method] of requests.entries())
      for (const fault of method === "GET" ? onReads : onWrites) {
        const { tree, effect, made } = await place();
        desk.divert(failing(index, fault));
        const failed = await perform(tree, effect);
        desk.divert(undefined);
        const what = `${fault.name}, request ${index + 1} of ${requests.join(" ")}`;
        expect({ what, failed }).toMatchObject({ what, failed: [{ type: "EffectFailed", kind: "retry" }] });
        const events = names(await perform(tree, effect));
        expect({ what, events, made: await made() }).toEqual({ what, ...wanted });
      }
  },
  120_000,
);

test.each(["Dispatch", "DispatchVerify", "MirrorIssue", "WriteSticky", "Comment", "WriteQuestion"] as const)(
  "%s after a start waits until GitHub's lists show what an earlier process made: nothing is made twice",
  async (type) => {
    await using desk = await openStands();
    const lists = Promise.withResolvers<void>();
    const perform = createPerform({ ...desk.desk, listsCaughtUp: lists.promise });
    const { tree, effect, made } = await effectCases[type](await openStand(desk, 1));
    const asked: string[] = [];
    desk.divert(({ method, path }, serve) => {
      asked.push(`${method} ${path}`);
      return serve();
    });
    const late = perform(tree, effect);
    // By another process, a moment before it was killed.
    await createPerform(desk.desk)(tree, effect);
    const once = await made();
    const before = asked.length;
    lists.resolve();
    expect(names(await late)).not.toContain("EffectFailed");
    expect(asked.length).toBeGreaterThan(before);
    expect(await made()).toEqual(once);
  },
);

/** The methods of all requests that something takes. */
async function requestsOf(desk: Desk, act: () => Promise<unknown>): Promise<string[]> {
  const methods: string[] = [];
  desk.divert(({ method }, serve) => {
    methods.push(method);
    return serve();
  });
  await act();
  desk.divert(undefined);
  return methods;
}

function failing(index: number, { served, answer }: Fault): OnTheWay {
  let count = -1;
  return async (_request, serve) => {
    count += 1;
    if (count !== index) return serve();
    if (served) await (await serve()).arrayBuffer();
    return answer();
  };
}

function names(events: readonly TreeEvent[]): string[] {
  return events.map(({ type }) => type);
}
