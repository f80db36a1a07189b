import { actionsRoutes } from "../actions/routes.ts";
import type { Route } from "../router.ts";
import { appRoutes, repoInstallationRoute, repositoryRoute } from "./apps.ts";
import { checkRoutes } from "./checks.ts";
import { commentRoutes } from "./comments.ts";
import { commitRoutes } from "./commits.ts";
import { contentRoutes } from "./contents.ts";
import { gitObjectRoutes } from "./git-objects.ts";
import { gitRefRoutes } from "./git-refs.ts";
import { graphqlRoutes } from "./graphql.ts";
import { issueLinkRoutes } from "./issue-links.ts";
import { issueRoutes } from "./issues.ts";
import { labelRoutes } from "./labels.ts";
import { mergeRoutes } from "./merges.ts";
import { peopleRoutes } from "./people.ts";
import { pullRoutes } from "./pulls.ts";
import { reactionRoutes } from "./reactions.ts";
import { reviewRoutes } from "./reviews.ts";
import { statusRoutes } from "./statuses.ts";

/** Everything the hub serves; any other request is answered with 501. */
export const allRoutes: Route[] = [
  ...appRoutes,
  repoInstallationRoute,
  repositoryRoute,
  ...peopleRoutes,
  ...issueRoutes,
  ...issueLinkRoutes,
  ...labelRoutes,
  ...commentRoutes,
  ...reactionRoutes,
  ...gitObjectRoutes,
  ...gitRefRoutes,
  ...contentRoutes,
  ...commitRoutes,
  ...mergeRoutes,
  ...pullRoutes,
  ...reviewRoutes,
  ...statusRoutes,
  ...checkRoutes,
  ...graphqlRoutes,
  ...actionsRoutes,
];
