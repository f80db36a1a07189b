import { notFound, Refusal } from "./errors.ts";
import type { Route } from "./router.ts";

/** Finds the route of a request: the most literal template wins, since `{ref}` would swallow what follows it. */
export function matchRoute(
  routes: Route[],
  method: string,
  path: string,
): { route: Route; params: Record<string, string> } {
  const [, , , , noun = ""] = path.split("/", 5);
  const { byNoun, others } = sorted(routes, method);
  const isFitting = (route: Route): boolean => route.pattern.test(path);
  const route = byNoun.get(noun)?.find(isFitting) ?? others.find(isFitting);
  if (!route) throw new Refusal(501, `The local hub does not serve ${method} ${path}`);
  const values = route.pattern.exec(path)?.slice(1) ?? [];
  return {
    route,
    params: Object.fromEntries(route.names.map((name, at) => [name, decode(values[at] ?? "")])),
  };
}

/** Most routes begin with `/repos/{owner}/{repo}/<noun>`; only those of the same method and noun are tried, then the others. */
type Sorted = { byNoun: Map<string, Route[]>; others: Route[] };

const known = new WeakMap<Route[], Map<string, Sorted>>();

function sorted(routes: Route[], method: string): Sorted {
  const byMethod = known.get(routes) ?? new Map<string, Sorted>();
  known.set(routes, byMethod);
  const before = byMethod.get(method);
  if (before) return before;
  const all = routes.filter((route) => route.method === method).toSorted((a, b) => weight(b) - weight(a));
  const nounOf = ({ template }: Route): string =>
    /^\/repos\/\{owner\}\/\{repo\}\/(\w[^/]*)/.exec(template)?.[1] ?? "";
  const byNoun = Map.groupBy(all, nounOf);
  const now = { byNoun, others: byNoun.get("") ?? [] };
  byMethod.set(method, now);
  return now;
}

const weight = (route: Route): number => route.template.split("/").length * 10 - route.names.length;

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw notFound();
  }
}
