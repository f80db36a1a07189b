import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // They wait for processes, disks and sockets more than they compute.
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    coverage: {
      provider: "v8",
      include: ["src/core/**"],
      thresholds: { "src/core/**": { 100: true } },
    },
  },
});
