import { readFileSync } from "node:fs";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import formats from "ajv-formats";
import { correct } from "#test/github/corrections.ts";
import { rewriteNullable } from "#test/github/nullable.ts";
import { findTemplate } from "#test/github/path-template.ts";

type Node = { [key: string]: unknown };

/** Judges traffic by GitHub's own REST description; every method answers with readable violations, none when all is well. */
export interface OpenApiJudge {
  /** A request as it leaves the client. `pathname` may carry a query, which is judged too; a body that was not sent is `undefined`. */
  request(method: string, pathname: string, body?: unknown): string[];
  /** An answer. `body` is the parsed JSON, `undefined` when there was none or it is not JSON (an archive, a log). */
  response(method: string, pathname: string, status: number, body?: unknown): string[];
  /** A webhook: `event` is the `x-github-event` header, the action is read from the payload. */
  webhook(event: string, payload: unknown): string[];
  /** The template of a concrete path (`/repos/{owner}/{repo}/issues`), `undefined` where GitHub or our excerpt has none. */
  find(pathname: string): string | undefined;
}

/** GitHub may give these on any route (bad token, missing permission, hidden repository, rate limit) though few descriptions say so. */
const EVERYWHERE = [401, 403, 404, 429];
let judge: OpenApiJudge | undefined;

/** The trimmed description, loaded once per process; validators are compiled when first needed. */
export function githubOpenApi(): OpenApiJudge {
  judge ??= load();
  return judge;
}

function load(): OpenApiJudge {
  const text = readFileSync(new URL("openapi.json", import.meta.url), "utf8");
  const doc = rewriteNullable(correct(JSON.parse(text) as Node));
  const templates = Object.keys(at(doc, ["paths"]) ?? {});
  const validators = validatorsOf(doc);
  const find = (pathname: string) => findTemplate(templates, new URL(pathname, "http://_").pathname);
  const operation = (method: string, pathname: string) => {
    const template = find(pathname);
    if (template === undefined)
      return { missing: `${method} ${pathname}: no such path in GitHub's description` };
    const route = ["paths", template, method.toLowerCase()];
    const found = at(doc, route);
    return found ? { route, found } : { missing: `${method} ${template}: GitHub has no such method here` };
  };
  const refusal = (body: unknown) =>
    typeof (body as { message?: unknown } | undefined)?.message === "string"
      ? validators.body(["components", "schemas", "basic-error"], body, "open")
      : [" must have a message, as all of GitHub's refusals do"];
  return {
    find,
    request(method, pathname, body) {
      const { route, found, missing } = operation(method, pathname);
      if (missing !== undefined) return [missing];
      const name = `${method.toUpperCase()} ${route[1] ?? ""}`;
      const violations = validators.query(route, pathname).map((text) => `${name}: ${text}`);
      const described = at(found, ["requestBody"]);
      if (!described) return body === undefined ? violations : [...violations, `${name}: takes no body`];
      if (body === undefined)
        return described["required"] ? [...violations, `${name}: needs a body`] : violations;
      const schema = [...route, "requestBody", "content", "application/json", "schema"];
      return [
        ...violations,
        ...validators.body(schema, body, "closed").map((text) => `${name}: body${text}`),
      ];
    },
    response(method, pathname, status, body) {
      const { route, found, missing } = operation(method, pathname);
      if (missing !== undefined) return [missing];
      const name = `${method.toUpperCase()} ${route[1] ?? ""} ${status}`;
      const described = at(found, ["responses", String(status)]);
      const prefixed = (texts: string[]) => texts.map((text) => `${name}: answer${text}`);
      if (!described) {
        if (EVERYWHERE.includes(status)) return prefixed(refusal(body));
        return [`${name}: GitHub documents ${Object.keys(at(found, ["responses"]) ?? {}).join(", ")} only`];
      }
      const response =
        typeof described["$ref"] === "string" ? described["$ref"].slice(2).split("/") : undefined;
      const where = response ?? [...route, "responses", String(status)];
      if (at(doc, [...where, "content"])) {
        return prefixed(validators.body([...where, "content", "application/json", "schema"], body, "open"));
      }
      if (body === undefined || body === "") return [];
      return status >= 400 ? prefixed(refusal(body)) : [`${name}: has no body`];
    },
    webhook(event, payload) {
      const action = (payload as { action?: unknown } | null)?.action;
      const name = [event, ...(typeof action === "string" ? [action] : [])].join("-").replaceAll("_", "-");
      const key = at(doc, ["x-webhooks", name]) ? name : event.replaceAll("_", "-");
      if (!at(doc, ["x-webhooks", key])) return [`webhook ${name}: GitHub sends no such event`];
      const schema = ["x-webhooks", key, "post", "requestBody", "content", "application/json", "schema"];
      return validators.body(schema, payload, "open").map((text) => `webhook ${key}: payload${text}`);
    },
  };
}

function validatorsOf(doc: Node) {
  const options = { strict: false, allErrors: true, logger: false } as const;
  const ajv = new Ajv(options);
  formats.default(ajv);
  ajv.addSchema({ $id: "github", ...doc });
  const queryAjv = new Ajv({ ...options, coerceTypes: "array" });
  formats.default(queryAjv);
  const compiled = new Map<string, ValidateFunction>();
  const cached = (key: string, compile: () => ValidateFunction) => {
    const validate = compiled.get(key) ?? compile();
    compiled.set(key, validate);
    return validate;
  };
  return {
    /** `closed`: a name that GitHub does not know, and would silently ignore, is a violation too. */
    body(path: readonly string[], body: unknown, mode: "open" | "closed"): string[] {
      const pointer = `github#/${path.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/")}`;
      const validate = cached(pointer, () => ajv.compile({ $ref: pointer }));
      const violations = validate(body) ? [] : readable(validate.errors);
      if (mode === "open" || body === null || typeof body !== "object" || Array.isArray(body))
        return violations;
      const known = propertiesOf(doc, at(doc, path));
      const unknown = Object.keys(body).filter((key) => known.length > 0 && !known.includes(key));
      return [...violations, ...unknown.map((key) => `/${key} is unknown to GitHub, which would ignore it`)];
    },
    query(route: readonly string[], pathname: string): string[] {
      const given = Object.fromEntries(new URL(pathname, "http://_").searchParams);
      const validate = cached(`query ${route.join(" ")}`, () => queryAjv.compile(querySchema(doc, route)));
      return validate(given) ? [] : readable(validate.errors).map((text) => `query${text}`);
    },
  };
}

function querySchema(doc: Node, route: readonly string[]): Node {
  const all = at(doc, route)?.["parameters"];
  const described = (Array.isArray(all) ? (all as Node[]) : []).map((parameter) => deref(doc, parameter));
  const query = described.filter((parameter) => parameter["in"] === "query");
  return {
    type: "object",
    properties: Object.fromEntries(
      query.map((parameter) => [String(parameter["name"]), parameter["schema"]]),
    ),
    required: query
      .filter((parameter) => parameter["required"] === true)
      .map((parameter) => parameter["name"]),
    additionalProperties: false,
  };
}

function propertiesOf(doc: Node, schema: Node | undefined): string[] {
  if (!schema) return [];
  const direct = deref(doc, schema);
  const parts = ["allOf", "anyOf", "oneOf"].flatMap((key) => (direct[key] ?? []) as Node[]);
  return [
    ...Object.keys(at(direct, ["properties"]) ?? {}),
    ...parts.flatMap((part) => propertiesOf(doc, part)),
  ];
}

function deref(doc: Node, node: Node): Node {
  const reference = node["$ref"];
  return typeof reference === "string" ? (at(doc, reference.slice(2).split("/")) ?? {}) : node;
}

function at(node: Node, path: readonly string[]): Node | undefined {
  let found: unknown = node;
  for (const key of path) found = (found as Node | undefined)?.[key];
  return found as Node | undefined;
}

function readable(errors: readonly ErrorObject[] | null | undefined): string[] {
  const texts = (errors ?? []).map(({ instancePath, message, params, keyword }) => {
    const detail = keyword === "enum" ? `: ${JSON.stringify(params["allowedValues"])}` : "";
    const name = keyword === "additionalProperties" ? ` (${String(params["additionalProperty"])})` : "";
    return `${instancePath} ${message ?? keyword}${detail}${name}`;
  });
  return [...new Set(texts)].slice(0, 12);
}
