import { actionsRoutes } from "../actions/routes.ts";
import type { Route } from "../router.ts";
import { appRoutes, repoInstallationRoute, repositoryRoute } from "./apps.ts";

/** Everything the hub serves; any other request is answered with 501. */
export const allRoutes: Route[] = [...appRoutes, repoInstallationRoute, repositoryRoute, ...actionsRoutes];
