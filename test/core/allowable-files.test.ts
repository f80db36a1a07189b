import { expect, test } from "vitest";
import { chain } from "./chain.ts";
import { Talk } from "./talk.ts";

test("nobody is offered to allow files that the question does not show them", () => {
  const asked = (paths: string[]) => {
    const violations = paths.map((path) => {
      const words = `"${path}" is a manifest or lockfile`;
      return { code: "manifest", kind: "unsafe" as const, words, path };
    });
    const worker = ({ title }: { title: string }) => (title === "one" ? { violations } : {});
    return new Talk({ ...chain, worker }).label().run().question("one");
  };
  const many = Array.from({ length: 20 }, (_, at) => `packages/part-${at}/package.json`);
  const whole = asked(many);
  expect(whole.title).toBe("May “one” change these 20 files?");
  expect(whole.options[0]).toMatchObject({
    words: "Allow these 20 files once, for this task",
    move: { do: "allow", codes: many },
  });
  for (const path of many) expect(whole.summary).toContain(`\n\`${path}\`\n`);
  expect(asked([`${"deep/".repeat(60)}package.json`]).title).toBe("May “one” change this file?");
  const long = many.map((path) => `${"deep/".repeat(20)}${path}`);
  for (const paths of [long, ["a\u202enosj.egakcap"], ["a`/package.json"]])
    expect(asked(paths).options.map(({ move }) => move.do)).toEqual(["retry", "hand", "skip"]);
});
