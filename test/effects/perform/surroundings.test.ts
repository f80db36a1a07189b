import { expect, test } from "vitest";
import { surroundings } from "#src/effects/perform/surroundings.ts";
import { openDesk, treeOf } from "./desk.ts";

test("in a repository too large to be listed whole, owned files are shown all the same, and the list says that it is cut", async () => {
  const files = { "src/a.ts": "export {};\n", "README.md": "# Shop\n" };
  await using small = await openDesk(files);
  await using large = await openDesk(files);
  const look = (desk: typeof small) =>
    surroundings(desk.desk, treeOf(desk.base), {
      words: "src/a.ts",
      bytesMax: 24_000,
      first: ["src/a.ts", "src/new.ts", "docs/**"],
    });
  const whole = await look(small);
  expect(whole).toMatchObject({ isCut: false, fileList: expect.arrayContaining(["src/a.ts"]) });
  const listed = { path: "README.md", mode: "100644", type: "blob", sha: "a".repeat(40), size: 7 };
  large.answerInstead(/recursive=1/, () =>
    Response.json({ sha: large.base, url: "https://github.test/", tree: [listed], truncated: true }),
  );
  expect(await look(large)).toMatchObject({
    fileList: ["README.md"],
    isCut: true,
    excerpts: [
      { path: "src/a.ts", excerpt: "export {};\n" },
      { path: "README.md", excerpt: "# Shop\n" },
    ],
  });
});
