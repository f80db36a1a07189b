import type { Route } from "../router.ts";
import { artifactRoutes } from "./artifact-routes.ts";
import { runRoutes } from "./run-routes.ts";
import { workflowRoutes } from "./workflow-routes.ts";

/** Workflow dispatch, runs, jobs, logs and artifacts. */
export const actionsRoutes: Route[] = [...workflowRoutes, ...runRoutes, ...artifactRoutes];
