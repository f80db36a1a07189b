import { beforeEach, expect, test } from "vitest";
import { Policy } from "#src/core/policy.ts";
import { PolicyBook } from "#src/effects/beads/policy-book.ts";
import { type Grove, openGrove, put } from "./grove.ts";
import { oak, root } from "./leaf.ts";

const policy = Policy.parse({ id: "tokens", rule: "Tokens are opaque.", by: "ann", since: "2026-11-01" });
const repository = "o/r";
const told = { as: "told" as const, day: "2026-11-22" };
const helpful = { as: "helpful" as const, day: "2026-11-23" };
let grove: Grove;
let book: PolicyBook;

beforeEach(async () => {
  grove = await openGrove();
  book = new PolicyBook(grove.forest);
});

async function row() {
  return (await grove.store.load()).find(({ issue_type: type }) => type === "decision");
}

test("a proposed rule is a decision issue, beside the trees and no part of them", async () => {
  await grove.forest.commit([put(root(oak))]);
  await book.note({ repository, policy, step: "proposed" });
  expect(await row()).toMatchObject({
    title: "Policy tokens",
    description: "Tokens are opaque.",
    metadata: { fp_step: "proposed", fp_id: "tokens" },
  });
  await book.note({ repository, policy, step: "accepted" });
  expect((await row())?.metadata["fp_step"]).toBe("accepted");
  expect(grove.forest.roots()).toEqual([oak]);
});

test("uses are counted once for each attempt, of all trees, and none is lost when many are noted at once", async () => {
  const keys = Array.from({ length: 5 }, (_, at) => `fx-leaf000${at}/1`);
  await Promise.all(keys.map((key) => book.note({ repository, policy, uses: { [key]: told } })));
  await book.note({ repository, policy, uses: { "fx-leaf0001/1": told } });
  await book.note({ repository, policy, uses: { "fx-leaf0001/1": helpful } });
  const uses = book.uses(repository, "tokens");
  expect(Object.keys(uses).toSorted()).toEqual(keys);
  expect(uses["fx-leaf0001/1"]).toEqual(helpful);
  expect(book.uses("o/other", "tokens")).toEqual({});
});

test("what a person wrote into the row meanwhile stays, and what they broke counts as nothing", async () => {
  await book.note({ repository, policy, uses: { "fx-leaf0001/1": told } });
  const { id } = (await row()) ?? { id: "" };
  await grove.edit(id, { notes: "Mind this.", metadata: { fp_uses: "none", mine: 1 } });
  await book.note({ repository, policy, uses: { "fx-leaf0002/1": helpful } });
  expect(await row()).toMatchObject({ notes: "Mind this.", metadata: { mine: 1 } });
  expect(book.uses(repository, "tokens")).toEqual({ "fx-leaf0002/1": helpful });
});

test("the oldest uses are forgotten", async () => {
  const uses = Object.fromEntries(
    Array.from({ length: 205 }, (_, at) => [
      `fx-leaf0001/${at + 1}`,
      { ...told, day: at < 5 ? "2026-01-01" : "2026-11-22" },
    ]),
  );
  await book.note({ repository, policy, uses });
  const kept = Object.values(book.uses(repository, "tokens"));
  expect([kept.length, new Set(kept.map(({ day }) => day))]).toEqual([200, new Set(["2026-11-22"])]);
});
