import { uploadArtifact, downloadArtifact } from "./builtin/artifacts.ts";
import type { Builtin } from "./builtin/builtin-action.ts";
import { cache } from "./builtin/cache.ts";
import { checkout } from "./builtin/checkout.ts";
import { setupGo, setupNode, setupPython } from "./builtin/setup-tool.ts";
import type { Uses } from "./uses.ts";

const BUILTINS: { [name: string]: Builtin } = {
  "actions/checkout": checkout,
  "actions/setup-node": setupNode,
  "actions/setup-python": setupPython,
  "actions/setup-go": setupGo,
  "actions/upload-artifact": uploadArtifact,
  "actions/download-artifact": downloadArtifact,
  "actions/cache": cache,
  "actions/cache/restore": cache,
  "actions/cache/save": cache,
};

/** The built-in that stands for a remote action, unless a local directory does. */
export function builtinFor(
  uses: Uses & { kind: "remote" },
  actions: { [repository: string]: string },
): Builtin | undefined {
  if (actions[uses.repository.toLowerCase()] !== undefined) return undefined;
  return BUILTINS[
    [uses.repository, uses.path]
      .filter((part) => part !== "")
      .join("/")
      .toLowerCase()
  ];
}
