import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { git, makeGreeter, writeAll } from "./greeter.ts";
import { serveAnswer } from "./serve-answer.ts";
import { type } from "./terminal.ts";

/** Nothing listens there: whoever gets so far that models are asked says so. */
const nowhere = { OPENAI_BASE_URL: await closedPort() };

/** Even root is held to what a file's mode says. */
const asAnybody =
  process.getuid?.() === 0 ? ["/usr/bin/setpriv", "--bounding-set=-dac_override,-dac_read_search"] : [];

/** Exit 2, nothing on stdout, one message that says what is wrong and what to type. */
async function refused(args: string[], { env = {} }: { env?: Record<string, string> } = {}) {
  const place = { env: { ...nowhere, ...env }, through: asAnybody };
  const said = await type(["run", ...args, "--json"], place).ended;
  expect(said, said.stderr).toMatchObject({ code: 2, stdout: "" });
  expect(said.stderr).not.toContain("bug of Fractal");
  return said.stderr;
}

test("a spec that cannot be read: missing, empty, a directory, binary, huge", async () => {
  const { dir, repo } = makeGreeter();
  writeAll(dir, {
    "empty.md": " \n\n",
    "huge.md": "word ".repeat(20_000),
    "very-huge.md": "word ".repeat(100_000),
  });
  writeFileSync(join(dir, "binary.md"), Buffer.from([0x23, 0x20, 0x00, 0xff]));
  writeFileSync(join(dir, "latin1.md"), Buffer.from("# Gr\u00fc\u00dfe\n", "latin1"));
  const says = {
    "missing.md": /missing\.md does not exist\n {2}→ fractal run <spec\.md>/,
    "empty.md": /empty\.md is empty\n {2}→ write down what you want/,
    greeter: /greeter is a directory/,
    "binary.md": /binary\.md is not UTF-8 text/,
    "latin1.md": /latin1\.md is not UTF-8 text/,
    "huge.md": /huge\.md is too long: 100000 characters, and an issue holds 60000/,
    "very-huge.md": /too long: 500000 bytes/,
  };
  for (const [file, words] of Object.entries(says))
    expect(await refused([join(dir, file), "--repo", repo])).toMatch(words);
});

test("a repository that work cannot start from", async () => {
  const { dir, repo, spec } = makeGreeter();
  const none = join(dir, "none");
  const empty = join(dir, "empty");
  mkdirSync(none);
  mkdirSync(empty);
  git(empty, "init", "--quiet", "--initial-branch=main");
  expect(await refused([spec, "--repo", join(dir, "missing")])).toMatch(/missing does not exist/);
  expect(await refused([spec, "--repo", none])).toMatch(
    /none is not a git repository\n {2}→ give --repo <dir>/,
  );
  expect(await refused([spec, "--repo", empty])).toMatch(/no commits yet\n {2}→ git add --all && git commit/);
  expect(await refused([spec, "--repo", repo, "--base", "mian"])).toMatch(
    /there is no branch mian\n {2}→ give --base with one of: main/,
  );
  git(repo, "switch", "--quiet", "--detach");
  expect(await refused([spec, "--repo", repo])).toMatch(
    /HEAD is detached.*\n {2}→ git switch <branch>, or give --base/,
  );
  expect(await refused([spec, "--repo", repo, "--base", "main"])).toMatch(
    /127\.0\.0\.1:\d+\/v1 cannot be reached/,
  );
  git(repo, "branch", "--quiet", "fractal");
  expect(await refused([spec, "--repo", repo, "--base", "main"])).toMatch(
    /branch fractal is in the way.*\n {2}→ git branch --move fractal/,
  );
});

test("a configuration that cannot hold: unknown keys, faults, unknown prices", async () => {
  const wrong = makeGreeter({ ".github/fractal.yml": "budgt:\n  usd: 3\nmodels:\n  workers: [gpt-5]\n" });
  const words = await refused([wrong.spec, "--repo", wrong.repo]);
  expect(words).toMatch(/unknown key budgt, did you mean budget\?/);
  expect(words).toMatch(/unknown key models\.workers, did you mean worker\?/);
  const broken = makeGreeter({ ".github/fractal.yml": "models: [\n" });
  expect(await refused([broken.spec, "--repo", broken.repo])).toMatch(/fractal\.yml is not YAML/);
  const unpriced = makeGreeter({
    ".github/fractal.yml": "models: { planner: my-own, worker: [my-own, my-two] }\n",
  });
  const env = { OPENAI_BASE_URL: await serveAnswer(200, { object: "list", data: [] }) };
  const price = await refused([unpriced.spec, "--repo", unpriced.repo], { env });
  expect(price).toMatch(/price of my-own, my-two is not known/);
  expect(price).toMatch(
    /prices:\n {2}"my-own": \{ inputPerMTok: [\d.]+, outputPerMTok: \d+ \}\n {2}"my-two": /,
  );
});

test("an endpoint that is not set, not there, or refuses the key", async () => {
  const { repo, spec } = makeGreeter();
  const ask = (env: Record<string, string>) => refused([spec, "--repo", repo], { env });
  expect(await ask({ OPENAI_BASE_URL: "" })).toMatch(
    /no model endpoint is set\n {2}→ export OPENAI_API_KEY=/,
  );
  expect(await ask({ OPENAI_BASE_URL: "localhost:1234" })).toMatch(
    /OPENAI_BASE_URL is not an address: localhost:1234/,
  );
  expect(await ask({})).toMatch(
    /127\.0\.0\.1:\d+\/v1 cannot be reached \(ECONNREFUSED\)\n {2}→ is it running/,
  );
  const error = { message: "Incorrect API key provided: sk-w****", code: "invalid_api_key" };
  const url = await serveAnswer(401, { error });
  const words = await ask({ OPENAI_BASE_URL: url, OPENAI_API_KEY: "sk-wrong-and-secret" });
  expect(words).toMatch(
    /refuses the key: .*Incorrect API key.*\n {2}→ export OPENAI_API_KEY=<a key of that provider>/,
  );
  expect(words).not.toContain("sk-wrong-and-secret");
});

test("a data directory that cannot be used: in a checkout, below a file, not to be written", async () => {
  const { dir, repo, spec } = makeGreeter();
  const env = { OPENAI_BASE_URL: await serveAnswer(200, { object: "list", data: [] }) };
  const at = (data: string) => refused([spec, "--repo", repo, "--data", data], { env });
  expect(await at(join(repo, "data"))).toMatch(
    /data lies inside the git checkout .*greeter\n {2}→ .*--data <dir>/,
  );
  expect(await at(join(spec, "data"))).toMatch(/spec\.md\/data cannot be used: a part of its path is a file/);
  expect(await at(spec)).toMatch(/spec\.md cannot be used: there is a file of that name/);
  const locked = join(dir, "locked");
  mkdirSync(locked, { mode: 0o500 });
  expect(await at(locked)).toMatch(/locked cannot be used: permission denied\n {2}→ .*--data <dir>/);
  expect(await at(join(locked, "data"))).toMatch(/locked\/data cannot be used: permission denied/);
  expect(git(repo, "status", "--porcelain")).toBe("");
  const busy = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void busy.close());
  await new Promise((done) => busy.once("listening", done));
  const port = String((busy.address() as AddressInfo).port);
  const free = join(dir, "data");
  expect(await refused([spec, "--repo", repo, "--data", free, "--port", port], { env })).toMatch(
    new RegExp(`port ${port} is in use\\n {2}→ stop what listens there`),
  );
  expect(await refused([spec, "--repo", repo, "--data", free, "--port", "http"], { env })).toMatch(
    /http is no port/,
  );
});

test("git that is not there", async () => {
  const { repo, spec } = makeGreeter();
  const bare = mkdtempSync(join(tmpdir(), "path-"));
  onTestFinished(() => rmSync(bare, { recursive: true }));
  expect(await refused([spec, "--repo", repo], { env: { PATH: bare } })).toMatch(
    /git was not found on the PATH/,
  );
});

async function closedPort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return `http://127.0.0.1:${port}/v1`;
}
