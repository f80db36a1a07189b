import type { Probot } from "probot";
import { judgedFetch } from "#test/github/judged-fetch.ts";
import { githubOpenApi } from "#test/github/openapi.ts";

/** One request and its answer. */
export type Exchange = Readonly<{
  /** The App, or the login of a person. */
  who: string;
  method: string;
  /** `/repos/{owner}/{repo}/issues`; GraphQL is `/graphql`. */
  template: string;
  path: string;
  sent: unknown;
  status: number;
  answered: unknown;
}>;

/** Hears all that is said with GitHub, in both directions, and lets GitHub's own descriptions judge it. */
export type Witness = ReturnType<typeof createWitness>;

export function createWitness() {
  const exchanges: Exchange[] = [];
  const webhooks: string[] = [];
  const violations: string[] = [];
  let waiting: { isMeant: (exchange: Exchange) => boolean; resolve: () => void }[] = [];
  const hear = (exchange: Exchange) => {
    exchanges.push(exchange);
    const met = waiting.filter(({ isMeant }) => isMeant(exchange));
    waiting = waiting.filter((each) => !met.includes(each));
    for (const { resolve } of met) resolve();
  };
  return {
    exchanges,
    /** `issues.labeled`, in the order of their delivery. */
    webhooks,
    violations,
    /** Resolves when something like this is next said and answered. */
    heard: (isMeant: (exchange: Exchange) => boolean): Promise<void> => {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ isMeant, resolve });
      return promise;
    },
    fetchAs: (who: string): typeof fetch => {
      const send = async (url: string, init?: RequestInit) => {
        const response = await fetch(url, init);
        hear(await exchangeOf(who, url, init, response.clone()));
        return response;
      };
      const judged = judgedFetch(violations, send);
      return (input, init) => judged(input instanceof Request ? input.url : String(input), init);
    },
    hearWebhooks: (probot: Probot) =>
      probot.webhooks.onAny(({ name, payload }) => {
        violations.push(...githubOpenApi().webhook(name, payload));
        webhooks.push("action" in payload ? `${name}.${payload.action}` : name);
      }),
    /** What the App wrote, as `POST /repos/{owner}/{repo}/issues`; `from` counts all exchanges. */
    writes: (from = 0) =>
      exchanges
        .slice(from)
        .filter((each) => each.who === "app" && isWrite(each))
        .map(({ method, template }) => `${method} ${template}`),
  };
}

/** A token is asked for, not written. */
export function isWrite({ method, template, sent }: Exchange): boolean {
  if (template.endsWith("/access_tokens")) return false;
  if (template === "/graphql") return /^\s*mutation/.test(String((sent as { query?: unknown }).query));
  return method !== "GET";
}

async function exchangeOf(
  who: string,
  url: string,
  init: RequestInit | undefined,
  response: Response,
): Promise<Exchange> {
  const { pathname } = new URL(url);
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  const text = isJson ? await response.text() : "";
  return {
    who,
    method: init?.method ?? "GET",
    template: githubOpenApi().find(pathname) ?? pathname,
    path: pathname,
    sent: typeof init?.body === "string" && init.body !== "" ? JSON.parse(init.body) : undefined,
    status: response.status,
    answered: text === "" ? undefined : JSON.parse(text),
  };
}
