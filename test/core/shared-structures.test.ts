import { array, assert, constantFrom, integer, nat, property, record, string, tuple } from "fast-check";
import { describe, expect, test } from "vitest";
import { HashMap } from "#src/core/hash-map.ts";
import { isSame } from "#src/core/same.ts";
import { Sorted } from "#src/core/sorted.ts";
import { Tasks } from "#src/core/tasks.ts";
import type { Task } from "#src/core/tree.ts";
import { taskRow } from "./task-row.ts";

/** These two and whatever they begin have the same hash, all through. */
const alike = array(constantFrom("Aa", "BB"), { maxLength: 6 }).map((parts) => parts.join(""));

describe("a map of which every version stays", () => {
  test("says what a Map says, and so does each version before", () => {
    const step = tuple(constantFrom("set", "set", "delete"), alike, nat(9));
    assert(
      property(array(step, { maxLength: 120, size: "max" }), (steps) => {
        const versions: [HashMap<number>, Map<string, number>][] = [[HashMap.empty(), new Map()]];
        for (const [deed, key, value] of steps) {
          const [map, like] = versions.at(-1) as [HashMap<number>, Map<string, number>];
          const next = new Map(like);
          if (deed === "set") next.set(key, value);
          else next.delete(key);
          versions.push([deed === "set" ? map.with(key, value) : map.without(key), next]);
        }
        for (const [map, like] of versions) {
          expect(map.size).toBe(like.size);
          for (const [, key] of steps) expect(map.get(key)).toBe(like.get(key));
          expect(map.values().sort()).toEqual([...like.values()].sort());
        }
      }),
    );
  });

  test("finds each of ten thousand", () => {
    let map = HashMap.empty<number>();
    for (let n = 0; n < 10_000; n += 1) map = map.with(`fx-${n.toString(36)}`, n);
    for (let n = 0; n < 10_000; n += 2) map = map.without(`fx-${n.toString(36)}`);
    expect(map.size).toBe(5000);
    expect([map.get("fx-0"), map.get("fx-1"), map.get("fx-zz")]).toEqual([undefined, 1, 1295]);
  });
});

test("a set in order says what a sorted list says, and so does each version before", () => {
  const step = record({ add: constantFrom(true, true, false), item: integer({ min: 0, max: 60 }) });
  assert(
    property(array(step, { maxLength: 200, size: "max" }), (steps) => {
      const versions: [Sorted<number>, number[]][] = [[new Sorted<number>((a, b) => a - b), []]];
      for (const { add, item } of steps) {
        const [set, like] = versions.at(-1) as [Sorted<number>, number[]];
        const others = like.filter((each) => each !== item);
        const next = add ? [...others, item].sort((a, b) => a - b) : others;
        versions.push([add ? set.with(item) : set.without(item), next]);
      }
      for (const [set, like] of versions) {
        expect(set.items()).toEqual(like);
        expect(set.size).toBe(like.length);
      }
    }),
  );
});

test("a set in order stays shallow, however its items come", () => {
  let compared = 0;
  let set = new Sorted<number>((a, b) => {
    compared += 1;
    return a - b;
  });
  for (let n = 0; n < 4096; n += 1) set = set.with(n);
  for (let n = 0; n < 4000; n += 1) set = set.without(n);
  compared = 0;
  set.with(4050);
  expect(compared).toBeLessThan(16);
});

describe("the tasks of a tree", () => {
  const names = constantFrom("a", "b", "c", "d", "e");
  const row = record({
    id: names,
    parent: constantFrom("a", "b", "c", null),
    index: nat(3),
    needs: array(names, { maxLength: 3 }),
    title: constantFrom("one", "two"),
  }).map(({ id, ...about }) => taskRow(id, about));

  test("are read like a Map, with those below each and those that need it, in every version", () => {
    assert(
      property(array(row, { maxLength: 40, size: "max" }), (rows) => {
        const versions: [Tasks, Map<string, Task>][] = [[Tasks.of(new Map()), new Map()]];
        for (const task of rows) {
          const [tasks, like] = versions.at(-1) as [Tasks, Map<string, Task>];
          versions.push([tasks.with(task), new Map(like).set(task.id, task)]);
        }
        for (const [tasks, like] of versions) check(tasks, like);
      }),
    );
  });

  function check(tasks: Tasks, like: ReadonlyMap<string, Task>): void {
    expect([...tasks]).toEqual([...like]);
    expect([...tasks.keys()]).toEqual([...like.keys()]);
    expect([...tasks.values()]).toEqual([...like.values()]);
    const visited: unknown[] = [];
    tasks.forEach((task, id, all) => visited.push([id, task, all === tasks]));
    expect(visited).toEqual([...like].map(([id, task]) => [id, task, true]));
    const all = [...like.values()];
    for (const id of ["a", "b", "c", "d", "e"]) {
      expect(tasks.get(id)).toBe(like.get(id));
      expect(tasks.has(id)).toBe(like.has(id));
      expect(tasks.placeOf(id)).toBe([...like.keys()].indexOf(id));
      const below = all.filter(({ parent }) => parent === id).sort((x, y) => x.index - y.index);
      expect(tasks.children(id)).toEqual(below);
      expect(tasks.dependents(id)).toEqual(all.filter(({ needs }) => needs.includes(id)));
    }
  }

  test("that were given as a Map are made once", () => {
    const given = new Map([["a", taskRow("a")]]);
    expect(Tasks.of(given)).toBe(Tasks.of(given));
    expect(Tasks.of(Tasks.of(given))).toBe(Tasks.of(given));
  });
});

test("two rows are the same when they say the same as JSON, whatever the order of their keys", () => {
  const value = array(
    tuple(string({ maxLength: 1 }), constantFrom(1, "1", null, undefined, [1], [1, 2], {})),
  );
  assert(
    property(value, value, (some, others) => {
      const [a, b] = [Object.fromEntries(some), Object.fromEntries(others)];
      const json = (of: Record<string, unknown>) =>
        JSON.stringify(
          Object.entries(of)
            .filter((entry) => entry[1] !== undefined)
            .sort(),
        );
      expect(isSame({ in: [a] }, { in: [b] })).toBe(json(a) === json(b));
      expect(isSame(a, structuredClone(a))).toBe(true);
    }),
  );
  expect([isSame([], {}), isSame({}, []), isSame({}, null), isSame({ a: {} }, { a: { b: 1 } })]).toEqual(
    Array(4).fill(false),
  );
});
