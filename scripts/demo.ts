// `npm run demo`: the main job on a sample repository with a scripted model behind real HTTP. What runs is `fractal run` as anybody would
// type it; only the endpoint is ours. The copy of the sample and the data stay where they are, to look at.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, realpathSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { checkoutAround } from "#src/cli/data-directory.ts";
import { shellLine } from "#src/cli/shell-line.ts";
import { logReport } from "../examples/models/log-report.ts";
import { timesheet } from "../examples/models/timesheet.ts";
import { withQuestion } from "../examples/models/timesheet-question.ts";
import { type Script, startScriptedModel } from "../examples/scripted-model.ts";

const scripts: Record<string, Script> = { timesheet: withQuestion(timesheet), "log-report": logReport };
/** What is asked is answered by whoever sits there, or else by the sample's own answers. */
const isWatched = process.stdin.isTTY && process.stderr.isTTY;

const values = readOptions();
const script = scripts[values.sample];
if (script === undefined)
  refuse(`there is no sample "${values.sample}"; --sample takes ${Object.keys(scripts).join(" or ")}`);

const folder = resolve(values.folder ?? mkdtempSync(join(roomFor(), "fractal-demo-")));
const repo = makeRepository(values.sample, join(folder, values.sample));
const model = await startScriptedModel(script, { thinkMs: Number(values.think) });
console.error(
  `${values.sample}: a copy is in ${repo}; a scripted model plays planner and worker at ${model.url}`,
);
try {
  process.exitCode = await fractalRun(repo, join(folder, "data"), model.url);
} finally {
  await model.close();
}
if (process.exitCode !== 0)
  console.error(
    `\nthe scripted model is gone with the demo; to go on with both: ${shellLine("npm", "run", "demo", "--", "--sample", values.sample, "--folder", folder)}`,
  );

function readOptions() {
  try {
    return parseArgs({
      options: {
        sample: { type: "string", default: "timesheet" },
        /** Milliseconds a reply of the model takes, so that there is something to watch. */
        think: { type: "string", default: "200" },
        json: { type: "boolean", default: false },
        /** Where the copy of the sample and the data go; a new temporary folder when left out. */
        folder: { type: "string" },
      },
    }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function refuse(words: string): never {
  console.error(`demo: ${words}`);
  process.exit(2);
}

/** The temporary directory, unless that lies in a checkout, where no data may be. */
function roomFor(): string {
  const places = [tmpdir(), "/tmp", homedir()].filter((place) => existsSync(place));
  return places.find((place) => checkoutAround(realpathSync(place)) === undefined) ?? tmpdir();
}

/** Left as it is when it is there: the demo goes on where it was. */
function makeRepository(sample: string, to: string): string {
  if (existsSync(join(to, ".git"))) return to;
  cpSync(fileURLToPath(new URL(`../examples/${sample}`, import.meta.url)), to, { recursive: true });
  const git = (...args: string[]) => execFileSync("git", args, { cwd: to, stdio: "ignore" });
  git("init", "--initial-branch=main");
  git("add", "--all");
  git("-c", "user.name=Demo", "-c", "user.email=demo@example.com", "commit", "-m", "Import the sample");
  return to;
}

function fractalRun(repo: string, data: string, url: string): Promise<number> {
  const cli = fileURLToPath(new URL("../src/cli.ts", import.meta.url));
  const answers = fileURLToPath(new URL(`../examples/${values.sample}-answers.yml`, import.meta.url));
  const args = [
    "run",
    join(repo, "spec.md"),
    "--repo",
    repo,
    "--data",
    data,
    ...(isWatched || !existsSync(answers) ? [] : ["--answers", answers]),
    ...(values.json ? ["--json"] : []),
  ];
  const child = spawn(process.execPath, [cli, ...args], {
    // The channel tells it when we are gone, however that comes.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, OPENAI_BASE_URL: url, OPENAI_API_KEY: "none-needed" },
  });
  // It stops by itself and says how to go on. A terminal's Ctrl-C reaches both of us, which it takes for one.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
