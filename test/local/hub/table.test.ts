import * as fc from "fast-check";
import { expect, test } from "vitest";
import { matchRoute } from "#src/local/hub/match-route.ts";
import { allRoutes } from "#src/local/hub/routes/all.ts";
import { Table } from "#src/local/hub/table.ts";

type Fruit = { id: number; colour: string; friends: number[] };

const Id = fc.integer({ min: 1, max: 8 });
const Change = fc.oneof(
  fc.record({ id: Id, colour: fc.constantFrom("red", "green"), friends: fc.array(Id, { maxLength: 3 }) }),
  fc.record({ gone: Id }),
);

test("what an index finds is what looking at every row would find, whatever was put, changed and deleted before", () => {
  fc.assert(
    fc.property(fc.array(Change, { maxLength: 40 }), fc.nat(40), (changes, asked) => {
      const table = new Table<Fruit>("fruit", new Map(), () => {});
      for (const [at, change] of changes.entries()) {
        // The index is made when it is first asked, and kept up to date from then on.
        if (at === asked) table.where("colour", "red");
        if ("gone" in change) table.delete(change.gone);
        else table.put(change);
      }
      const looked = (wanted: (row: Fruit) => boolean) => table.filter(wanted).sort((a, b) => a.id - b.id);
      expect(table.where("colour", "red")).toEqual(looked((row) => row.colour === "red"));
      for (let id = 1; id <= 8; id += 1)
        expect(table.where("friends", id)).toEqual(looked((row) => row.friends.includes(id)));
    }),
  );
});

test("every route is found at its own address", () => {
  for (const { method, template } of allRoutes) {
    const address = template.replaceAll(/\{[a-z_]+\}/g, "7");
    expect(matchRoute(allRoutes, method, address).route.template).toBe(template);
    expect(matchRoute(allRoutes, method, `${address}/`).route.template).toBe(template);
  }
});
