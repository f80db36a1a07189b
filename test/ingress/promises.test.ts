import { expect, test } from "vitest";
import { type Arrival, Inbox } from "#src/ingress/inbox.ts";
import { emptyMedium, losePower, MemoryLines } from "#test/simulation/store/memory-lines.ts";

test("a sender's event and a paid reply outlive a loss of power; what can be looked up again, the process only", () => {
  const medium = emptyMedium();
  const inbox = new Inbox(new MemoryLines(medium));
  inbox.accept(arrival("from GitHub"));
  inbox.acceptAll([arrival("outcome 1"), arrival("outcome 2")], { isRepeatable: true });
  expect(ids(new Inbox(new MemoryLines(medium)))).toEqual(["from GitHub", "outcome 1", "outcome 2"]);
  losePower(medium, 0);
  const after = new Inbox(new MemoryLines(medium));
  expect(ids(after)).toEqual(["from GitHub"]);
  // Looked up again, it is a new one.
  expect(after.accept(arrival("outcome 1"))).toBe(true);
});

test("what is written durably makes all durable that was written before it", () => {
  const medium = emptyMedium();
  const inbox = new Inbox(new MemoryLines(medium));
  inbox.acceptAll([arrival("outcome")], { isRepeatable: true });
  inbox.accept(arrival("from GitHub"));
  losePower(medium, 0);
  expect(ids(new Inbox(new MemoryLines(medium)))).toEqual(["outcome", "from GitHub"]);
});

function arrival(id: string): Arrival {
  return { id, repository: "ada/timesheet", event: { type: "IssueReopened", issue: 2, by: "ada" } };
}

function ids(inbox: Inbox): string[] {
  return inbox.pending().map(({ id }) => id);
}
