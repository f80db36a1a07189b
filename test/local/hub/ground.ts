import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Hub, type HubOptions, startHub } from "#src/local/hub/hub.ts";
import type { Repo } from "#src/local/hub/rows.ts";
import { commitIn, gitIn } from "./git-in.ts";
import type { Recorder } from "./recorder.ts";

/** Where a world's stories are played: a hub, the way to it, and how people's commits get there. */
export type Ground = Readonly<{
  hub: Hub;
  fetch: typeof fetch;
  /** Commits these files as ada on what the default branch has, and pushes to a branch that is not there yet; answers with the commit. */
  push: (repo: Repo, branch: string, files: Record<string, string>, message: string) => Promise<string>;
  /** Answers with the working tree's directory. */
  clone: (repo: Repo, token?: string) => Promise<string>;
  close: () => Promise<void>;
}>;

export type OpenGround = (
  options: Omit<HubOptions, "dir"> & { dir: string | undefined },
  recorder: Recorder,
) => Promise<Ground>;

/** Real HTTP, real git, a real directory. */
export const onLoopback: OpenGround = async (options, recorder) => {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), "hub-"));
  const webhook = await recorder.listen();
  const hub = await startHub({ ...options, app: { ...options.app, webhook }, dir });
  return {
    hub,
    fetch,
    push: async (repo, branch, files, message) => {
      const clone = await cloneOf(hub, repo, hub.seed.token("ada"));
      const sha = await commitIn(clone, files, message);
      await gitIn(clone, "push", "--quiet", "origin", `HEAD:${branch}`);
      rmSync(clone, { recursive: true, force: true });
      return sha;
    },
    clone: (repo, token) => cloneOf(hub, repo, token),
    close: async () => {
      await hub.close();
      if (!options.dir) rmSync(dir, { recursive: true, force: true });
    },
  };
};

async function cloneOf(hub: Hub, repo: Repo, token?: string): Promise<string> {
  const into = mkdtempSync(join(tmpdir(), "clone-"));
  const address = new URL(`${hub.url}/${hub.context.fullName(repo)}.git`);
  if (token) Object.assign(address, { username: "x-access-token", password: token });
  await gitIn(into, "clone", "--quiet", address.href, ".");
  return into;
}
