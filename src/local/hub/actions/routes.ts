import type { Route } from "../router.ts";

/** Workflow dispatch, runs, jobs, logs and artifacts. */
export const actionsRoutes: Route[] = [];
