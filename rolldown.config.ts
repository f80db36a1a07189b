import { defineConfig } from "rolldown";

/** The leaf's Action as one file, since a runner fetches the repository without its packages. */
export default defineConfig({
  input: { action: "src/action.ts" },
  platform: "node",
  output: { dir: "dist", format: "esm", codeSplitting: false, comments: false },
});
