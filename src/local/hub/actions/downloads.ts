import { createHmac, timingSafeEqual } from "node:crypto";
import type { HubContext } from "../context.ts";
import { Refusal } from "../errors.ts";
import { type Answer, globalRoute, type Route } from "../router.ts";

/** GitHub's addresses for logs and artifacts are good for one minute. */
const LIFETIME_MS = 60_000;
const keys = new WeakMap<HubContext, Buffer>();

/** Answers with the redirect to a short-lived address, which needs no token. `what` is e.g. `artifacts/7`. */
export function redirectTo(ctx: HubContext, what: string): Answer {
  const until = Date.now() + LIFETIME_MS;
  return {
    status: 302,
    headers: { location: `${ctx.url}/_downloads/${what}?until=${until}&sig=${sign(ctx, what, until)}` },
  };
}

/** Serves such an address; `read` gives what is behind it. */
export function downloadRoute(
  folder: string,
  type: string,
  read: (ctx: HubContext, id: number) => Buffer | undefined,
): Route {
  return globalRoute("GET", `/_downloads/${folder}/{id}`, "anyone", ({ ctx, params, query }) => {
    const what = `${folder}/${params["id"]}`;
    const until = Number(query.get("until"));
    const [given, right] = [Buffer.from(query.get("sig") ?? ""), Buffer.from(sign(ctx, what, until))];
    if (given.length !== right.length || !timingSafeEqual(given, right) || until < Date.now()) {
      throw new Refusal(403, "This address is not valid any more: ask for the download again.");
    }
    const bytes = read(ctx, Number(params["id"]));
    if (bytes === undefined) throw new Refusal(404, "Not Found");
    return { status: 200, raw: { type, bytes } };
  });
}

function sign(ctx: HubContext, what: string, until: number): string {
  const key = keys.get(ctx) ?? ctx.random(32);
  keys.set(ctx, key);
  return createHmac("sha256", key).update(`${what} ${until}`).digest("hex");
}
