import { z } from "zod";
import { place } from "./place.ts";
import type { WorldHub } from "./world-hub.ts";

/** Somebody at GitHub with a token of their own. What they may not do, or what is not there any more, is refused. */
export type Person = Readonly<{
  login: string;
  /** @param path below the repository, such as `/issues/3` */
  ask: (method: string, path: string, body?: object) => Promise<{ status: number; data: unknown }>;
}>;

export function personOf(hub: WorldHub, login: string): Person {
  const token = hub.seed.token(login);
  const root = `${hub.context.url}/repos/${place.owner}/${place.name}`;
  return {
    login,
    ask: async (method, path, body) => {
      const response = await hub.fetch(`${root}${path}`, {
        method,
        headers: { authorization: `token ${token}`, "content-type": "application/json" },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, data: text === "" ? undefined : (JSON.parse(text) as unknown) };
    },
  };
}

/** Writes one file on a branch, as the web page does. False when there is no such branch. */
export async function push(by: Person, branch: string, path: string, text: string): Promise<boolean> {
  const at = `/contents/${path}`;
  const known = await by.ask("GET", `${at}?ref=${encodeURIComponent(branch)}`);
  const sha = z.object({ sha: z.string() }).safeParse(known.data).data?.sha;
  const content = Buffer.from(text).toString("base64");
  const written = await by.ask("PUT", at, { message: `Edit ${path}`, branch, content, ...(sha && { sha }) });
  return written.status < 300;
}
