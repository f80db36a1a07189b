import { expect, test } from "vitest";
import { ensureIssue, type NewIssue } from "#src/effects/github/create-issue.ts";
import { listSubIssues } from "#src/effects/github/find-issue.ts";
import { readIssue } from "#src/effects/github/issue.ts";
import { ensureLabels } from "#src/effects/github/labels.ts";
import { updateIssue } from "#src/effects/github/update-issue.ts";
import { startHubRepo } from "./hub-repo.ts";

const MARKER = "<!-- fractal:task id=fx-0a1b2c3d -->";
const LABEL = { name: "fractal: queued", color: "ededed", description: "Set by Fractal" };

/** A root issue by ada, and what our child of it shall be. */
async function startTree() {
  const hub = await startHubRepo();
  const { ada, at } = hub.world;
  const root = (await ada.rest.issues.create({ ...at, title: "Prices", body: "The spec" })).data;
  const parent = { number: root.number, id: root.id, nodeId: root.node_id };
  const labels = [...(await ensureLabels(hub.repo, [LABEL])).values()];
  const { data } = await ada.rest.repos.get(at);
  const child: NewIssue = {
    title: "Add VAT",
    body: `Do it.\n\n${MARKER}`,
    labels,
    repositoryId: data.node_id,
    parent,
  };
  const key = { marker: MARKER, bot: hub.bot, since: root.created_at };
  hub.writes();
  return Object.assign(hub, { parent, child, key, [Symbol.asyncDispose]: hub[Symbol.asyncDispose] });
}

test("an issue is born under its parent with its label, in one write, and once", async () => {
  await using tree = await startTree();
  const born = await ensureIssue(tree.repo, tree.key, tree.child);
  expect(tree.writes()).toEqual(["POST /graphql"]);
  expect(await ensureIssue(tree.repo, tree.key, tree.child)).toEqual({ ref: born.ref, created: false });
  expect(tree.writes()).toEqual([]);
  expect(
    (await listSubIssues(tree.repo, tree.parent.number)).map(({ ref, title, labels }) => ({
      ref,
      title,
      labels,
    })),
  ).toEqual([{ ref: born.ref, title: "Add VAT", labels: [LABEL.name] }]);
});

test("when the first answer is lost the issue is found by its marker, not made again", async () => {
  await using tree = await startTree();
  tree.loseAnswer("POST", /graphql/);
  await expect(ensureIssue(tree.repo, tree.key, tree.child)).rejects.toThrow("GitHub was not reached");
  expect((await ensureIssue(tree.repo, tree.key, tree.child)).created).toBe(false);
  expect(await listSubIssues(tree.repo, tree.parent.number)).toHaveLength(1);
});

test("where GraphQL does not know parents, REST makes the issue and then the link; lost between the two, it is linked later", async () => {
  await using tree = await startTree();
  tree.answerInstead(/graphql/, () => Response.json({ message: "Not Found" }, { status: 404 }));
  tree.loseAnswer("POST", /issues$/);
  await expect(ensureIssue(tree.repo, tree.key, tree.child)).rejects.toThrow("GitHub was not reached");
  expect(await listSubIssues(tree.repo, tree.parent.number)).toEqual([]);
  tree.writes();
  const { ref } = await ensureIssue(tree.repo, tree.key, tree.child);
  expect(tree.writes()).toEqual(["POST /issues/{issue_number}/sub_issues"]);
  expect((await listSubIssues(tree.repo, tree.parent.number)).map((issue) => issue.ref)).toEqual([ref]);
});

test("a marker that somebody else wrote is not ours", async () => {
  await using tree = await startTree();
  const { ada, at } = tree.world;
  const { data } = await ada.rest.issues.create({ ...at, title: "Mine", body: MARKER });
  await ada.rest.issues.addSubIssue({ ...at, issue_number: tree.parent.number, sub_issue_id: data.id });
  const born = await ensureIssue(tree.repo, tree.key, tree.child);
  expect(born.created).toBe(true);
  expect(born.ref.number).not.toBe(data.number);
});

test("an issue that a person moved under another stays there, and that is said", async () => {
  await using tree = await startTree();
  const { ada, at } = tree.world;
  const { ref } = await ensureIssue(tree.repo, tree.key, tree.child);
  const other = (await ada.rest.issues.create({ ...at, title: "Other" })).data;
  await ada.rest.issues.addSubIssue({
    ...at,
    issue_number: other.number,
    sub_issue_id: ref.id,
    replace_parent: true,
  });
  expect(await ensureIssue(tree.repo, tree.key, tree.child)).toEqual({
    ref,
    created: false,
    unlinked: `a person put it under #${other.number}`,
  });
});

test("only the difference is written, and nothing when there is none", async () => {
  await using tree = await startTree();
  const { ref } = await ensureIssue(tree.repo, tree.key, tree.child);
  await tree.world.ada.rest.issues.addLabels({ ...tree.world.at, issue_number: ref.number, labels: ["bug"] });
  await ensureLabels(tree.repo, [{ ...LABEL, name: "fractal: done" }]);
  tree.writes();
  const labels = { family: [LABEL.name, "fractal: done"], want: ["fractal: done"] };
  const first = await updateIssue(tree.repo, await readIssue(tree.repo, ref.number), {
    title: "Add VAT",
    body: tree.child.body.replaceAll("\n", "\r\n"),
    labels,
  });
  expect(first.changed).toEqual(["labels"]);
  expect(first.issue.labels.toSorted()).toEqual(["bug", "fractal: done"]);
  const closed = await updateIssue(tree.repo, first.issue, {
    labels,
    state: { is: "closed", reason: "not_planned" },
  });
  expect(closed).toMatchObject({
    issue: { state: "closed", stateReason: "not_planned" },
    changed: ["state", "state_reason"],
  });
  tree.writes();
  const wish = { labels, state: { is: "closed", reason: "not_planned" }, body: tree.child.body } as const;
  expect((await updateIssue(tree.repo, await readIssue(tree.repo, ref.number), wish)).changed).toEqual([]);
  expect(tree.writes()).toEqual([]);
  const open = await updateIssue(tree.repo, closed.issue, { title: "Add VAT now", state: { is: "open" } });
  expect(open.issue).toMatchObject({ state: "open", title: "Add VAT now" });
});

test("what people do to the labels after we looked stays done", async () => {
  await using tree = await startTree();
  const { ada, at } = tree.world;
  const { ref } = await ensureIssue(tree.repo, tree.key, tree.child);
  const issue = { ...at, issue_number: ref.number };
  await ada.rest.issues.addLabels({ ...issue, labels: ["help wanted"] });
  const seen = await readIssue(tree.repo, ref.number);
  await ada.rest.issues.addLabels({ ...issue, labels: ["bug"] });
  await ada.rest.issues.removeLabel({ ...issue, name: "help wanted" });
  await ada.rest.issues.removeLabel({ ...issue, name: LABEL.name });
  await ensureLabels(tree.repo, [{ ...LABEL, name: "fractal: done" }]);
  tree.writes();
  const labels = { family: ["Fractal: Queued", "fractal: done"], want: ["fractal: done"] };
  const updated = await updateIssue(tree.repo, seen, {
    labels,
    state: { is: "closed", reason: "completed" },
  });
  expect(updated.changed).toEqual(["labels", "state", "state_reason"]);
  expect((await readIssue(tree.repo, ref.number)).labels.toSorted()).toEqual(["bug", "fractal: done"]);
  expect(tree.writes()).toEqual([
    "POST /issues/{issue_number}/labels",
    "DELETE /issues/{issue_number}/labels/{name}",
    "PATCH /issues/{issue_number}",
  ]);
});

test("labels are made once, and stay as people recoloured them", async () => {
  await using tree = await startTree();
  const { ada, at } = tree.world;
  await ada.rest.issues.updateLabel({
    ...at,
    name: LABEL.name,
    new_name: "Fractal: Queued",
    color: "000000",
  });
  const labels = await ensureLabels(tree.repo, [LABEL, { ...LABEL, name: "fractal: failed" }]);
  expect([...labels.keys()]).toEqual([LABEL.name, "fractal: failed"]);
  expect(labels.get(LABEL.name)?.name).toBe("Fractal: Queued");
  expect(tree.writes()).toEqual(["POST /labels"]);
});

test("a label whose first answer was lost is there at the second try", async () => {
  await using tree = await startTree();
  const wanted = [{ ...LABEL, name: "fractal: failed" }];
  tree.loseAnswer("POST", /labels$/);
  await expect(ensureLabels(tree.repo, wanted)).rejects.toThrow("GitHub was not reached");
  expect((await ensureLabels(tree.repo, wanted)).size).toBe(1);
  expect(tree.writes()).toEqual(["POST /labels"]);
});
