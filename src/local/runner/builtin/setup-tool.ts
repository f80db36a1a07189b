import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import type { Builtin } from "./builtin-action.ts";
import { type StepCall, StepFailure } from "../job-state.ts";
import { stepEnvironment } from "../step-process.ts";
import { StepOutput } from "../step-output.ts";
import { versionFits } from "./version.ts";

interface Tool {
  name: string;
  /** The commands that may be it, and how they tell their version. */
  commands: string[];
  versionArgs: string[];
  version: RegExp;
}

/** `actions/setup-node`, with the node of this machine, or the runner's own where that one fits better. */
export const setupNode = setup({
  name: "node",
  commands: ["node"],
  versionArgs: ["--version"],
  version: /^v(\S+)/,
});
export const setupPython = setup({
  name: "python",
  commands: ["python", "python3"],
  versionArgs: ["--version"],
  version: /^Python (\S+)/,
});
export const setupGo = setup({
  name: "go",
  commands: ["go"],
  versionArgs: ["version"],
  version: /^go version go(\S+)/,
});

interface Found {
  file: string;
  version: string;
}

/** Nothing is installed: the tool that is there is used, with a warning when it is another version than the workflow names. */
function setup(tool: Tool): Builtin {
  return {
    main: async (call, inputs) => {
      const wanted = wantedVersion(tool, call, inputs);
      const found = await findTool(tool, call);
      const best = found.find(({ version }) => versionFits(wanted, version)) ?? found[0];
      if (best === undefined) {
        throw new StepFailure(
          `${tool.name} is not on this machine, and the local runner installs nothing. Install ${tool.name}${wanted && ` ${wanted}`} and run again.`,
        );
      }
      if (!versionFits(wanted, best.version)) {
        new StepOutput(call).line(
          `::warning::${tool.name} ${wanted} was asked for; the local runner uses ${best.version}, which is on this machine`,
        );
      }
      offer(tool, call, best);
      call.job.log.line(`${tool.name}: ${best.version}`);
    },
  };
}

function wantedVersion({ name }: Tool, { job }: StepCall, inputs: { [name: string]: string }): string {
  const given = inputs[`${name}-version`];
  const file = inputs[`${name}-version-file`];
  if (given !== undefined && given !== "") return given;
  if (file === undefined || file === "") return "";
  const path = resolve(job.dirs.workspace, file);
  if (!existsSync(path))
    throw new StepFailure(`The specified ${name} version file at: ${path} does not exist`);
  const text = readFileSync(path, "utf8");
  const declared = file.endsWith("go.mod")
    ? /^go (\S+)/m.exec(text)?.[1]
    : /"node":\s*"([^"]+)"/.exec(text)?.[1];
  return declared ?? (/\.(mod|json|toml)$/.test(file) ? "" : (text.split("\n")[0] ?? "").trim());
}

async function findTool(tool: Tool, call: StepCall): Promise<Found[]> {
  const env = stepEnvironment(call);
  const found: Found[] = [];
  const places = (env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((dir) => tool.commands.map((command) => join(dir, command)));
  const candidates = [...places, ...(tool.name === "node" ? [call.job.setup.node] : [])].filter((file) =>
    existsSync(file),
  );
  for (const file of new Set(candidates)) {
    const lines: string[] = [];
    const process = {
      file,
      args: tool.versionArgs,
      cwd: call.job.dirs.workspace,
      env,
      onLine: (line: string) => void lines.push(line),
    };
    const code = await call.job.groups.run({ ...process, signal: call.signal });
    const version = lines.map((line) => tool.version.exec(line)?.[1]).find((one) => one !== undefined);
    if (code === 0 && version !== undefined) found.push({ file, version });
  }
  return found;
}

/** Puts the tool first on the PATH, under the name that scripts call it by. */
function offer(tool: Tool, { job, outputs }: StepCall, { file, version }: Found): void {
  const links = join(job.dirs.temp, `setup-${tool.name}`);
  mkdirSync(links, { recursive: true });
  const link = join(links, tool.name);
  if (!existsSync(link)) symlinkSync(file, link);
  job.path.unshift(...(file.endsWith(`/${tool.name}`) ? [dirname(file)] : [links]));
  outputs[`${tool.name}-version`] = version;
  if (tool.name === "python") outputs["python-path"] = file;
}
