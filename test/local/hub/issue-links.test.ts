import { expect, test } from "vitest";
import { startWorld, type World } from "./world.ts";

async function issues(world: World, count: number): Promise<{ id: number; number: number }[]> {
  const made = [];
  for (let at = 1; at <= count; at += 1) {
    const { data } = await world.ada.rest.issues.create({ ...world.at, title: `Issue ${at}` });
    made.push({ id: data.id, number: data.number });
  }
  return made;
}

test("sub-issues are named by id, ordered, counted, and have one parent", async () => {
  await using world = await startWorld();
  const [root, a, b, c] = (await issues(world, 4)) as [Of, Of, Of, Of];
  const app = world.asApp().rest.issues;
  const under = { ...world.at, issue_number: root.number };
  for (const child of [a, b, c]) await app.addSubIssue({ ...under, sub_issue_id: child.id });
  const refused = (status: number, message: string) => ({
    status,
    message: expect.stringContaining(message),
  });
  await expect(app.addSubIssue({ ...under, sub_issue_id: a.number })).rejects.toMatchObject(
    refused(404, "does not exist"),
  );
  await expect(app.addSubIssue({ ...under, sub_issue_id: a.id })).rejects.toMatchObject(
    refused(422, "may only have one parent"),
  );
  const other = { ...world.at, issue_number: b.number };
  await expect(app.addSubIssue({ ...other, sub_issue_id: c.id })).rejects.toMatchObject(
    refused(422, "only have one parent"),
  );
  await expect(app.addSubIssue({ ...other, sub_issue_id: root.id })).rejects.toMatchObject(
    refused(422, "parents"),
  );
  await app.addSubIssue({ ...other, sub_issue_id: c.id, replace_parent: true });
  expect((await app.getParent({ ...world.at, issue_number: c.number })).data.number).toBe(b.number);
  await app.reprioritizeSubIssue({ ...under, sub_issue_id: b.id, before_id: a.id });
  expect((await app.listSubIssues(under)).data.map((issue) => issue.number)).toEqual([b.number, a.number]);
  await app.update({ ...world.at, issue_number: a.number, state: "closed" });
  const { data: summary } = await app.get(under);
  expect(summary.sub_issues_summary).toEqual({ total: 2, completed: 1, percent_completed: 50 });
  await app.removeSubIssue({ ...under, sub_issue_id: a.id });
  await expect(app.getParent({ ...world.at, issue_number: a.number })).rejects.toMatchObject({ status: 404 });
  const heard = (await world.heard()).filter((name) => name.startsWith("sub_issues"));
  expect(heard.slice(0, 2)).toEqual(["sub_issues.sub_issue_added", "sub_issues.parent_issue_added"]);
  expect(heard.slice(-2)).toEqual(["sub_issues.sub_issue_removed", "sub_issues.parent_issue_removed"]);
});

type Of = { id: number; number: number };

test("a parent takes 100 sub-issues and a family eight levels", async () => {
  await using world = await startWorld();
  const app = world.asApp().rest.issues;
  const made = await issues(world, 110);
  const number = (at: number): number => made[at]?.number ?? 0;
  const id = (at: number): number => made[at]?.id ?? 0;
  for (let at = 1; at <= 100; at += 1)
    await app.addSubIssue({ ...world.at, issue_number: number(0), sub_issue_id: id(at) });
  const full = app.addSubIssue({ ...world.at, issue_number: number(0), sub_issue_id: id(101) });
  await expect(full).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining("more than 100"),
  });
  for (let at = 101; at <= 107; at += 1)
    await app.addSubIssue({ ...world.at, issue_number: number(at), sub_issue_id: id(at + 1) });
  const deep = app.addSubIssue({ ...world.at, issue_number: number(108), sub_issue_id: id(109) });
  await expect(deep).rejects.toMatchObject({ status: 422, message: expect.stringContaining("8 layers") });
});

test("dependencies are directed, acyclic, counted while open, and told in organizations", async () => {
  await using world = await startWorld({ organization: true });
  const [a, b, c] = (await issues(world, 3)) as [Of, Of, Of];
  const app = world.asApp().rest.issues;
  const of = (issue: Of) => ({ ...world.at, issue_number: issue.number });
  await app.addBlockedByDependency({ ...of(b), issue_id: a.id });
  await app.addBlockedByDependency({ ...of(c), issue_id: b.id });
  const refused = (message: string) => ({ status: 422, message: expect.stringContaining(message) });
  await expect(app.addBlockedByDependency({ ...of(b), issue_id: a.id })).rejects.toMatchObject(
    refused("already been taken"),
  );
  await expect(app.addBlockedByDependency({ ...of(a), issue_id: c.id })).rejects.toMatchObject(
    refused("circular"),
  );
  await expect(app.addBlockedByDependency({ ...of(a), issue_id: a.id })).rejects.toMatchObject(
    refused("itself"),
  );
  await expect(app.addBlockedByDependency({ ...of(a), issue_id: 7 })).rejects.toMatchObject({ status: 404 });
  expect((await app.listDependenciesBlockedBy(of(c))).data.map((issue) => issue.id)).toEqual([b.id]);
  expect((await app.listDependenciesBlocking(of(a))).data.map((issue) => issue.id)).toEqual([b.id]);
  await app.update({ ...of(a), state: "closed" });
  expect((await app.get(of(b))).data.issue_dependencies_summary).toEqual({
    blocked_by: 0,
    blocking: 1,
    total_blocked_by: 1,
    total_blocking: 1,
  });
  await app.removeDependencyBlockedBy({ ...of(c), issue_id: b.id });
  expect((await world.heard()).filter((name) => name.startsWith("issue_dependencies"))).toEqual([
    "issue_dependencies.blocked_by_added",
    "issue_dependencies.blocking_added",
    "issue_dependencies.blocked_by_added",
    "issue_dependencies.blocking_added",
    "issue_dependencies.blocked_by_removed",
    "issue_dependencies.blocking_removed",
  ]);
});
