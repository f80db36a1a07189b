import { actionsRoutes } from "../actions/routes.ts";
import type { Route } from "../router.ts";
import { appRoutes, repoInstallationRoute, repositoryRoute } from "./apps.ts";
import { checkRoutes } from "./checks.ts";
import { commentRoutes } from "./comments.ts";
import { commitRoutes } from "./commits.ts";
import { contentRoutes } from "./contents.ts";
import { branchRoutes } from "./branches.ts";
import { compareRoutes } from "./compare.ts";
import { gitBlobRoutes } from "./git-blobs.ts";
import { gitCommitRoutes } from "./git-commits.ts";
import { gitTreeRoutes } from "./git-trees.ts";
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
import { ruleRoutes } from "./rules.ts";
import { statusRoutes } from "./statuses.ts";

/** Everything the hub serves; any other request is answered with 501. */
export const allRoutes: Route[] = [
  ...appRoutes,
  repoInstallationRoute,
  repositoryRoute,
  ...peopleRoutes,
  ...ruleRoutes,
  ...issueRoutes,
  ...issueLinkRoutes,
  ...labelRoutes,
  ...commentRoutes,
  ...reactionRoutes,
  ...gitBlobRoutes,
  ...gitTreeRoutes,
  ...gitCommitRoutes,
  ...gitRefRoutes,
  ...contentRoutes,
  ...commitRoutes,
  ...compareRoutes,
  ...branchRoutes,
  ...mergeRoutes,
  ...pullRoutes,
  ...reviewRoutes,
  ...statusRoutes,
  ...checkRoutes,
  ...graphqlRoutes,
  ...actionsRoutes,
];
