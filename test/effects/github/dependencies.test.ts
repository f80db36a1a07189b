import { expect, test } from "vitest";
import { ensureIssue } from "#src/effects/github/create-issue.ts";
import { ensureBlockedBy } from "#src/effects/github/dependencies.ts";
import { ensureSubIssue } from "#src/effects/github/sub-issues.ts";
import { startHubRepo } from "./hub-repo.ts";

async function startIssues(count: number) {
  const hub = await startHubRepo();
  const { ada, at } = hub.world;
  const refs = [];
  for (let index = 0; index < count; index += 1) {
    const { data } = await ada.rest.issues.create({ ...at, title: `Issue ${index}` });
    refs.push({ number: data.number, id: data.id, nodeId: data.node_id });
  }
  return Object.assign(hub, { refs, [Symbol.asyncDispose]: hub[Symbol.asyncDispose] });
}

test("edges are added and taken back, a person's own stays, and equal lists write nothing", async () => {
  await using hub = await startIssues(4);
  const [task, first, second, foreign] = hub.refs as [Ref, Ref, Ref, Ref];
  const { ada, at } = hub.world;
  await ada.rest.issues.addBlockedByDependency({ ...at, issue_number: task.number, issue_id: foreign.id });
  const ours = [task, first, second];
  expect(await ensureBlockedBy(hub.repo, task.number, { want: [first], ours })).toEqual({
    added: [first.number],
    removed: [],
    refused: [],
  });
  expect(await ensureBlockedBy(hub.repo, task.number, { want: [second], ours })).toMatchObject({
    added: [second.number],
    removed: [first.number],
  });
  hub.writes();
  await ensureBlockedBy(hub.repo, task.number, { want: [second], ours });
  expect(hub.writes()).toEqual([]);
  const { data } = await ada.rest.issues.listDependenciesBlockedBy({ ...at, issue_number: task.number });
  expect(data.map(({ number }) => number).toSorted()).toEqual([second.number, foreign.number].toSorted());
});

test("an edge that GitHub refuses is data, and the others are still written", async () => {
  await using hub = await startIssues(2);
  const [task, other] = hub.refs as [Ref, Ref];
  const change = await ensureBlockedBy(hub.repo, task.number, { want: [task, other], ours: [] });
  expect(change).toMatchObject({ added: [other.number], refused: [{ number: task.number }] });
});

test("an edge whose first answer was lost is found", async () => {
  await using hub = await startIssues(2);
  const [task, other] = hub.refs as [Ref, Ref];
  hub.loseAnswer("POST", /blocked_by$/);
  const ensure = () => ensureBlockedBy(hub.repo, task.number, { want: [other], ours: [other] });
  await expect(ensure()).rejects.toThrow("GitHub was not reached");
  expect(await ensure()).toEqual({ added: [], removed: [], refused: [] });
});

test("a parent takes no more than a hundred children; that is data, not an error", async () => {
  await using hub = await startIssues(102);
  const [parent, ...children] = hub.refs as [Ref, ...Ref[]];
  const late = children.pop() as Ref;
  const { ada, at } = hub.world;
  for (const { id } of children) {
    await ada.rest.issues.addSubIssue({ ...at, issue_number: parent.number, sub_issue_id: id });
  }
  expect(await ensureSubIssue(hub.repo, parent.number, late)).toMatchObject({
    linked: false,
    why: expect.stringMatching(/100/),
  });
  expect(await ensureSubIssue(hub.repo, parent.number, children[0] as Ref)).toEqual({
    linked: true,
    changed: false,
  });
  const marker = "<!-- fractal:task id=fx-00000001 -->";
  const key = { marker, bot: hub.bot, since: new Date().toISOString() };
  const { data } = await ada.rest.repos.get(at);
  const more = { title: "One more", body: marker, labels: [], repositoryId: data.node_id, parent };
  expect(await ensureIssue(hub.repo, key, more)).toMatchObject({
    created: true,
    unlinked: expect.stringMatching(/100/),
  });
  expect((await ensureIssue(hub.repo, key, more)).created).toBe(false);
});

type Ref = { number: number; id: number; nodeId: string };
