import { expect, test } from "vitest";
import { verbs } from "#src/core/read-command.ts";
import type { Heard } from "#src/core/heard.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { renderComment } from "#src/views/comments.ts";
import { bodyCharsMax } from "#src/views/markdown.ts";
import { boxesOf } from "#src/views/ticked-boxes.ts";
import { hostile, long } from "./hostile.ts";
import { finished, part, planned, requested, type Story, stuck, underWay } from "./story.ts";

const base = { comment: 77, by: "bob", at: 5, body: "" } as const;

/** The comment that answers what was said under a task's issue; of the whole tree where no part is named. */
function reply(story: Pick<Story, "tree">, topic: string, said: Partial<Heard>, about?: Task): string {
  const root = rootOf(story.tree);
  const task = about ?? root;
  const heard: Heard[] = [{ ...base, state: "done", ...said, task: task.id }];
  const facts = { ...root.facts, heard };
  const tasks = new Map([...story.tree.tasks, [root.id, { ...root, facts }]]);
  const tree: Tree = { root: root.id, tasks };
  return renderComment(tree, rootOf(tree), topic)
    .split("\n")
    .slice(1)
    .join("\n")
    .replaceAll(root.id, "‹root›");
}

test("what cannot be understood is quoted, and answered with what can be said", () => {
  const words = "“pasue” is not a command; did you mean `/fractal pause`?";
  const page = reply(planned(), "heard/77/5", { state: "no", words, body: "/fractal pasue\n\nplease" });
  expect(page).toMatchSnapshot("a wrong verb");
  const late: Partial<Heard> = { state: "no", words: "it was answered already", ticked: ["question/x/1/a"] };
  expect(reply(planned(), "heard/77/5", late)).toBe("😕 **Not done:** it was answered already.");
  const amount = { state: "no", words: "say how many", body: "/fractal Budget 5" } as const;
  expect(reply(planned(), "heard/77/5", amount)).not.toContain("What can be said here");
  const done = { words: "the attempt under way comes to its end first" };
  expect(reply(planned(), "heard/77/5", done)).toBe("🚀 the attempt under way comes to its end first.");
});

test("help says every verb and what it acts on", () => {
  const page = reply(planned(), "help/77/5", { reply: "help" });
  expect(page).toMatchSnapshot("of the root");
  for (const { usage } of verbs) expect(page).toContain(`/fractal ${usage}`);
  const story = planned();
  expect(reply(story, "help/77/5", { reply: "help" }, part(story, 0))).toContain(
    "this task and all below it",
  );
});

test("the status of a task is its own part of the tree", () => {
  const story = underWay();
  expect(reply(story, "status/77/5", { reply: "status" })).toMatchSnapshot("of the root");
  const leaf = part(story, 0);
  expect(reply(story, "status/77/5", { reply: "status" }, leaf)).toMatchSnapshot("of a leaf");
});

test("why a task stands where it stands is read off its row", () => {
  const story = underWay();
  const why = (of: Pick<Story, "tree">, about?: Task) => reply(of, "why/77/5", { reply: "why" }, about);
  expect(why(requested())).toMatchSnapshot("before anything is planned");
  expect(why(story)).toMatchSnapshot("a root with open parts");
  expect(why(story, part(story, 0))).toMatchSnapshot("a leaf that was red once");
  expect(why(planned(), part(planned(), 1))).toMatchSnapshot("a leaf that waits");
  expect(why(stuck(), part(stuck(), 0)).split("**What was tried**")[0]).toMatchSnapshot(
    "a leaf that is stuck",
  );
  expect(why(finished(), part(finished(), 0)).split("**What was tried**")[0]).toMatchSnapshot(
    "a leaf that is done",
  );
});

test("a stranger gets one polite line, and is called by nobody", () => {
  expect(reply(planned(), "stranger/bob", { state: "stranger", reply: "stranger" })).toMatchInlineSnapshot(
    `"Thank you, bob. Only people with write access to this repository can decide here, so nothing was done; they can read what you wrote."`,
  );
});

test("whatever people and models say, a reply is a page that does nothing but show it", () => {
  for (const text of [...hostile, ...long]) {
    const words = text.slice(0, 2000);
    const story = underWay();
    const leaf = { ...part(story, 0), reason: words, status: "needs_human" as const };
    const guidance = [{ from: "person" as const, by: words, text: words, at: 1 }];
    const tree = { ...story.tree, tasks: new Map([...story.tree.tasks, [leaf.id, { ...leaf, guidance }]]) };
    for (const topic of ["heard/77/5", "help/77/5", "status/77/5", "why/77/5"]) {
      const said = { state: "no", words, body: `/fractal ${text}`.slice(0, 8000), by: words } as const;
      const page = reply({ tree }, topic, said, leaf);
      expect(page.length).toBeLessThanOrEqual(bodyCharsMax);
      expect(page).not.toContain("<!--");
      expect(boxesOf(page)).toEqual([]);
      expect(page.startsWith("/")).toBe(false);
    }
  }
});

test("a comment that is not known any more is answered all the same", () => {
  expect(reply(planned(), "why/1/1", {})).toBe("What was said here is not known any more.");
});
