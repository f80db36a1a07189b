import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What a shell would run by that name. */
export function onPath(name: string, { PATH = "" }: NodeJS.ProcessEnv): string | undefined {
  const places = PATH.split(delimiter).filter((dir) => dir !== "");
  return places.map((dir) => join(dir, name)).find((path) => existsSync(path));
}
