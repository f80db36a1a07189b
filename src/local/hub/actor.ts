import { createPublicKey, verify } from "node:crypto";
import { z } from "zod";
import type { HubContext } from "./context.ts";
import { badCredentials, Refusal } from "./errors.ts";
import type { Token, User } from "./rows.ts";

/** Who sends a request. `user` is who its writes are attributed to: a person, or a bot. */
export type Actor =
  | { kind: "anonymous" }
  | { kind: "jwt" }
  | { kind: "user"; user: User; token: Token }
  | { kind: "installation" | "job"; user: User; token: Token; scope: NonNullable<Token["scope"]> };

/** Reads `Authorization`: `Bearer`, `token`, or `Basic` with the token as the password (as git sends it). */
export function identify(ctx: HubContext, authorization: string | undefined): Actor {
  if (!authorization) return { kind: "anonymous" };
  const credential = credentialOf(authorization);
  if (credential.split(".").length === 3) {
    verifyJwt(ctx, credential);
    return { kind: "jwt" };
  }
  const token = ctx.state.tokens.where("token", credential)[0];
  if (!token) throw badCredentials();
  const user = ctx.state.users.must(token.userId);
  if (!token.scope) return { kind: "user", user, token };
  if (Date.parse(token.scope.expiresAt) <= Date.now()) throw badCredentials();
  return { kind: token.kind === "job" ? "job" : "installation", user, token, scope: token.scope };
}

/** Who a write is attributed to. Routes that write are only reached by actors who have one. */
export function userOf(actor: Actor): User {
  if ("user" in actor) return actor.user;
  throw new Refusal(401, "Requires authentication");
}

function credentialOf(authorization: string): string {
  const [scheme = "", rest = ""] = authorization.split(/\s+/, 2);
  if (scheme.toLowerCase() !== "basic") return rest;
  const [name = "", password = ""] = Buffer.from(rest, "base64").toString("utf8").split(":", 2);
  return password || name;
}

const Claims = z.object({ iat: z.number(), exp: z.number(), iss: z.union([z.string(), z.number()]) });

function verifyJwt(ctx: HubContext, jwt: string): void {
  const [header = "", payload = "", signature = ""] = jwt.split(".");
  const signed = verify(
    "RSA-SHA256",
    Buffer.from(`${header}.${payload}`),
    createPublicKey(ctx.app.privateKey),
    Buffer.from(signature, "base64url"),
  );
  const claims = Claims.safeParse(decodePart(payload));
  if (!signed || !claims.success || algorithmOf(header) !== "RS256")
    throw new Refusal(401, "A JSON web token could not be decoded");
  const now = Date.now() / 1000;
  if (String(claims.data.iss) !== String(ctx.app.id)) throw new Refusal(404, "Integration not found");
  if (claims.data.exp <= now)
    throw new Refusal(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  if (claims.data.exp > now + 660)
    throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future");
  if (claims.data.iat > now + 60)
    throw new Refusal(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
}

function algorithmOf(header: string): unknown {
  return z.object({ alg: z.string() }).safeParse(decodePart(header)).data?.alg;
}

function decodePart(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
