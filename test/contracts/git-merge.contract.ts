import { expect, test } from "vitest";
import { type File, type GitWriter, lines } from "./git-writer.ts";

type Files = Record<string, File>;

/** Which merges go through, and with what; the others name their conflicts. */
export function gitMergeContract(writer: () => GitWriter): void {
  const merge = async (base: Files, ours: Files, theirs: Files) => {
    const first = await writer().commit(base);
    const left = await writer().commit(ours, first);
    const right = await writer().commit(theirs, first);
    const result = await writer().git.mergeTrees(left, right);
    return "tree" in result ? writer().files(result.tree) : result.conflicts.toSorted();
  };
  const poem = lines(20);

  test("what one side left alone is the other's", async () => {
    const base = { "a.txt": poem, "b.txt": "b\n", "dir/c.txt": "c\n", "dir/d.txt": "d\n" };
    expect(
      await merge(
        base,
        { "a.txt": "ours\n", "dir/d.txt": null, "new.txt": "ours" },
        { "b.txt": "theirs\n", "dir/e.txt": "e" },
      ),
    ).toEqual({
      "a.txt": "ours\n",
      "b.txt": "theirs\n",
      "dir/c.txt": "c\n",
      "dir/e.txt": "e",
      "new.txt": "ours",
    });
  });

  test("the same change on both sides merges: edited, deleted, added", async () => {
    const both = { "a.txt": "new\n", "b.txt": null, "dir/c.txt": "c\n" };
    expect(
      await merge({ "a.txt": "old\n", "b.txt": "b\n" }, { ...both, "o.txt": "o" }, { ...both, "t.txt": "t" }),
    ).toEqual({
      "a.txt": "new\n",
      "dir/c.txt": "c\n",
      "o.txt": "o",
      "t.txt": "t",
    });
  });

  test("changes of one file merge when a line stands between them", async () => {
    const merged = await merge(
      { f: poem },
      { f: lines(20, { 3: "ours", 18: "ours too" }) },
      { f: lines(20, { 5: "theirs" }) },
    );
    expect(merged).toEqual({ f: lines(20, { 3: "ours", 5: "theirs", 18: "ours too" }) });
    const grown = await merge({ f: poem }, { f: `top\n${poem}` }, { f: `${poem}bottom\n` });
    expect(grown).toEqual({ f: `top\n${poem}bottom\n` });
    const same = { 3: "both\nof them" };
    expect(
      await merge(
        { f: poem },
        { f: lines(20, { ...same, 10: "ours" }) },
        { f: lines(20, { ...same, 15: "theirs" }) },
      ),
    ).toEqual({
      f: lines(20, { ...same, 10: "ours", 15: "theirs" }),
    });
  });

  test("different changes of the same lines conflict, and of lines that touch", async () => {
    expect(
      await merge(
        { f: poem, g: "g\n" },
        { f: lines(20, { 3: "ours" }) },
        { f: lines(20, { 3: "theirs" }), g: "h\n" },
      ),
    ).toEqual(["f"]);
    expect(
      await merge({ f: poem }, { f: lines(20, { 3: "ours" }) }, { f: lines(20, { 4: "theirs" }) }),
    ).toEqual(["f"]);
    expect(await merge({ f: poem }, { f: `${poem}ours\n` }, { f: `${poem}theirs\n` })).toEqual(["f"]);
    expect(await merge({ f: "one line" }, { f: "ours" }, { f: "theirs" })).toEqual(["f"]);
  });

  test("one side deletes what the other edits, or both add differently: a conflict", async () => {
    expect(await merge({ f: poem, g: "g" }, { f: null }, { f: lines(20, { 3: "theirs" }) })).toEqual(["f"]);
    expect(await merge({ g: "g" }, { "dir/f": "ours\n" }, { "dir/f": "theirs\n" })).toEqual(["dir/f"]);
  });

  test("binary files are taken whole or conflict", async () => {
    const bin = (last: number) => Buffer.from([0, 1, 10, 2, 10, 3, 10, last]);
    const other = Buffer.from([0, 9, 10, 2, 10, 3, 10, 4]);
    expect(await merge({ f: bin(4) }, { f: bin(5) }, { f: other })).toEqual(["f"]);
    expect(await merge({ f: bin(4), g: "g" }, { f: bin(5) }, { g: "h" })).toMatchObject({ g: "h" });
  });

  test("a mode that one side changed is kept beside the other's lines", async () => {
    const { git } = writer();
    const first = await writer().commit({ run: poem });
    const left = await writer().commit({ run: { mode: "100755", content: poem } }, first);
    const right = await writer().commit({ run: lines(20, { 3: "theirs" }) }, first);
    const merged = await writer().merge(left, right);
    expect(await git.entryAt(merged, "run")).toMatchObject({ mode: "100755" });
    expect(await writer().files(merged)).toEqual({ run: lines(20, { 3: "theirs" }) });
  });

  test("what was merged before is not merged again, also not crosswise", async () => {
    const first = await writer().commit({ f: poem });
    const left = await writer().commit({ f: lines(20, { 3: "left" }) }, first);
    const right = await writer().commit({ f: lines(20, { 9: "right" }) }, first);
    const [one, other] = [await writer().merge(left, right), await writer().merge(right, left)];
    const further = await writer().commit({ f: lines(20, { 3: "left", 9: "further" }) }, one);
    const aside = await writer().commit({ f: lines(20, { 3: "aside", 9: "right" }) }, other);
    expect(await writer().files(await writer().merge(further, aside))).toEqual({
      f: lines(20, { 3: "aside", 9: "further" }),
    });
    expect(await writer().files(await writer().merge(left, further))).toEqual({
      f: lines(20, { 3: "left", 9: "further" }),
    });
  });
}
