import { HubRunnerHost } from "#src/local/hub/actions/runner-host.ts";
import type { Hub } from "#src/local/hub/hub.ts";
import { type Runner, startRunner } from "#src/local/runner/runner.ts";

/** The name under which the shipped workflows use our own Action; on loopback it stands for this checkout. */
const action = "fractal-dev/fractal";

/** Takes the hub's queued runs and executes the repository's workflows on this machine. */
export function runJobs(options: { hub: Hub; dir: string; home: string; env: NodeJS.ProcessEnv }): Runner {
  const { PATH } = options.env;
  return startRunner({
    host: new HubRunnerHost(options.hub.context),
    workDir: options.dir,
    actions: { [action]: options.home },
    ...(PATH !== undefined && { path: PATH }),
  });
}
