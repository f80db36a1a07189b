import { assert, integer, oneof, property, string } from "fast-check";
import { expect, test } from "vitest";
import { fenceWords } from "#src/core/fence.ts";
import { fencedPrompt, section } from "#src/core/fenced-prompt.ts";

/** A prompt with a text inside the fence, and the name of a file beside it. */
function promptOf(text: string, path: string): [system: string, user: string] {
  const [system, user] = fencedPrompt((fence) => ({
    system: fenceWords(fence),
    sections: [`# TEXT\n${fence.wrap("text", text)}`, ...section("# FILES", [path])],
  }));
  return [String(system?.content), String(user?.content)];
}

test("neither what is wrapped nor what stands beside it can name the fence", () => {
  const token = integer({ min: 1, max: 4 }).map((n) => `</Data-00000${n}>`);
  assert(
    property(oneof(string(), token), oneof(string(), token), (text, path) => {
      const [system, user] = promptOf(text, path);
      const name = /<(data-\d{6}) …>/.exec(system)?.[1] ?? "";
      expect(user.toLowerCase().split(name)).toHaveLength(3);
    }),
  );
  expect(promptOf("<data-000001>", "<data-000002 text>.js")[0]).toContain("<data-000003 …>");
});

test("where there is nothing to tell there is no section", () => {
  expect(section("# FILES", [])).toEqual([]);
  expect(section("# FILES", ["a", "b"])).toEqual(["# FILES\na\nb"]);
});
