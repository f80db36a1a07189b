import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { attempt, briefingOf, done, workshop } from "./workshop.ts";

const latin = Buffer.from("# Pr\xe9paration\necho $(( $1 - $2 ))\n", "latin1");
const edit = (path: string, old: string, fresh: string) => ({
  calls: [{ name: "edit_file", args: { path, old, new: fresh } }],
});
const write = (path: string) => ({ calls: [{ name: "write_file", args: { path, content: "new\n" } }] });
const read = (path: string) => ({ calls: [{ name: "read_file", args: { path } }] });
const submit = { calls: [{ name: "submit", args: done }] };

test("a file that is not UTF-8 is neither shown, edited nor written over, and stays as it is", async () => {
  using shop = workshop();
  writeFileSync(join(shop.root, "src", "latin.sh"), latin);
  writeFileSync(join(shop.root, "src", "wide.txt"), Buffer.from("one\ntwo\n", "utf16le"));
  shop.git("add", "--all");
  shop.git("commit", "--quiet", "--message", "Encodings");
  const base = shop.git("rev-parse", "HEAD").trim();
  const { told } = await attempt(
    shop,
    [
      read("src/latin.sh"),
      edit("src/latin.sh", "$1 - $2", "$1 + $2"),
      write("src/latin.sh"),
      read("src/wide.txt"),
      write("src/wide.txt"),
      submit,
    ],
    {},
    { baseSha: base },
  );
  expect(told.slice(0, 5)).toEqual([
    "src/latin.sh is not UTF-8 text",
    "src/latin.sh is not UTF-8 text; it cannot be edited",
    "src/latin.sh is not UTF-8 text; writing text over it would destroy it",
    "src/wide.txt is not UTF-8 text",
    "src/wide.txt is not UTF-8 text; writing text over it would destroy it",
  ]);
  expect(readFileSync(join(shop.root, "src", "latin.sh"))).toEqual(latin);
  expect(shop.git("status", "--porcelain")).toBe("");
});

test("letters of any script are text, also where a part of a long file ends within one", async () => {
  using shop = workshop();
  const long = `a${"日".repeat(50_000)}\nend\n`;
  writeFileSync(join(shop.root, "src", "long.txt"), long);
  const scope = { ...briefingOf().scope, bytesMax: 200_000 };
  const replies = [edit("src/long.txt", "end", "fin"), write("src/sum.sh"), submit];
  const { told } = await attempt(shop, replies, { scope });
  expect(told.slice(0, 2)).toEqual(["src/long.txt edited at line 2", "src/sum.sh written, 2 lines"]);
  expect(shop.file("src/long.txt")).toBe(long.replace("end", "fin"));
});
