import { strToU8, zipSync } from "fflate";
import { expect, test } from "vitest";
import { unpack } from "#src/effects/github/unpack.ts";

const caps = { filesMax: 3, fileBytesMax: 100, totalBytesMax: 150 };
const text = (bytes: number) => strToU8("x".repeat(bytes));

test("files come out by path, folders do not", () => {
  const zip = zipSync({ "report.json": text(2), files: { "a.ts": text(1) }, empty: {} });
  const unpacked = unpack(zip, caps);
  expect("files" in unpacked && [...unpacked.files]).toEqual([
    ["report.json", Buffer.from("xx")],
    ["files/a.ts", Buffer.from("x")],
  ]);
});

test.each(["../up", "/etc/passwd", "a/../../up", "a//b", "./a", "C:/a", "a\\b", "a\u0000b", "a\nb"])(
  "a name that is no path inside it refuses the whole: %j",
  (name) => {
    const problem = `the artifact is refused: ${JSON.stringify(name)} is not a path inside it`;
    expect(unpack(zipSync({ [name]: text(1), "fine.txt": text(1) }), caps)).toEqual({ problem });
  },
);

test("too many, too large, too large together", () => {
  const many = zipSync({ a: text(1), b: text(1), c: text(1), d: text(1) });
  expect(unpack(many, caps)).toEqual({ problem: "the artifact is refused: more than 3 files" });
  expect(unpack(zipSync({ a: text(101) }), caps)).toEqual({
    problem: 'the artifact is refused: "a" is larger than 100 bytes',
  });
  expect(unpack(zipSync({ a: text(90), b: text(90) }), caps)).toEqual({
    problem: "the artifact is refused: its files are larger than 150 bytes together",
  });
});

test("a file that claims to be smaller than it is never comes out larger than its claim", () => {
  const zip = zipSync({ "bomb.txt": text(10_000) });
  // The directory at the end holds the claimed size, 24 bytes after its signature PK\1\2.
  const directory = Buffer.from(zip).indexOf("PK\u0001\u0002");
  new DataView(zip.buffer, zip.byteOffset).setUint32(directory + 24, 10, true);
  const unpacked = unpack(zip, caps);
  const size = "files" in unpacked ? unpacked.files.get("bomb.txt")?.length : 0;
  expect(size).toBeLessThanOrEqual(10);
});

test("one name twice is refused, for two readers could see two files", () => {
  const zip = Buffer.from(zipSync({ a1: text(1), a2: text(2) }));
  for (let at = zip.indexOf("a2"); at !== -1; at = zip.indexOf("a2", at + 1)) zip.write("a1", at);
  expect(unpack(zip, caps)).toEqual({ problem: 'the artifact is refused: "a1" is in it twice' });
});

test("what is no zip, or half of one, is said to be none", () => {
  const problem = "the artifact is not a readable zip";
  expect(unpack(strToU8("<html>"), caps)).toEqual({ problem });
  expect(unpack(zipSync({ a: text(50) }).subarray(0, 40), caps)).toEqual({ problem });
});
