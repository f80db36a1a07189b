import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from "openai";
import type { AskFailure } from "./answer.ts";
import { ReplyTooLarge } from "./capped-fetch.ts";
import { causesOf } from "./causes.ts";
import { wasSent } from "./was-sent.ts";

/** A failure before it is charged. `worked`: the model may have been at work for us, so that its provider may charge for it. */
export type Failure = Omit<AskFailure, "ok" | "charge"> & { readonly worked: boolean };

/**
 * Sorts what the client threw by what comes next.
 * @param stopped the caller's own signal fired
 * @param timedOut the time for this call ran out
 */
export function classifyFailure(
  error: unknown,
  about: { model: string; baseUrl: string; timeoutMs: number; stopped: boolean; timedOut: boolean },
): Failure {
  const { model, baseUrl } = about;
  if (about.stopped) return { kind: "aborted", code: "aborted", words: "the call was stopped", worked: true };
  if (about.timedOut || error instanceof APIConnectionTimeoutError || error instanceof APIUserAbortError) {
    return infra("timeout", `${model} at ${baseUrl} did not answer within ${about.timeoutMs / 1000} s`, true);
  }
  if (causesOf(error).some((cause) => cause instanceof ReplyTooLarge)) {
    return {
      kind: "format",
      code: "too_large",
      words: `${model} sent more than a reply may hold`,
      worked: true,
    };
  }
  if (error instanceof APIConnectionError) {
    const why = rootWords(error);
    return wasSent(error)
      ? infra("network", `the connection to ${baseUrl} broke before an answer came (${why})`, true)
      : infra("network", `${baseUrl} cannot be reached (${why}); is OPENAI_BASE_URL right?`, false);
  }
  if (error instanceof APIError) return byStatus(error, about);
  if (error instanceof SyntaxError) {
    return {
      kind: "format",
      code: "malformed",
      words: `${baseUrl} answered with what is not JSON`,
      worked: true,
    };
  }
  return infra("broken_reply", `the reply of ${model} broke off (${rootWords(error)})`, true);
}

function byStatus(error: APIError, { model, baseUrl }: { model: string; baseUrl: string }): Failure {
  const { status } = error;
  const said = error.message.slice(0, 300);
  if (status === 401 || status === 403) {
    const words = `${baseUrl} refused the key (${said}); set OPENAI_API_KEY to one that may use ${model}`;
    return { kind: "auth", code: `http_${status}`, words, worked: false };
  }
  if (status === 404) {
    const words = `${baseUrl} does not know the model ${model} (${said}); name another under \`models\` in .github/fractal.yml, or correct OPENAI_BASE_URL`;
    return { kind: "model", code: "http_404", words, worked: false };
  }
  if (status === 429 || status === 408 || status === undefined || status >= 500) {
    const retryAfterMs = retryAfter(error.headers);
    const failure = infra(
      status === 429 ? "rate_limit" : `http_${status ?? "none"}`,
      `${baseUrl}: ${said}`,
      gaveUpWaiting.includes(status ?? 0),
    );
    return retryAfterMs === undefined ? failure : { ...failure, retryAfterMs };
  }
  if (error.code === "content_filter" || error.code === "content_policy_violation")
    return {
      kind: "format",
      code: "refusal",
      words: `the provider's filter stopped it: ${said}`,
      worked: false,
    };
  const words = `${baseUrl} calls the request for ${model} invalid: ${said}`;
  return { kind: "request", code: `http_${status}`, words, worked: false };
}

/** What stands before a model tells with these that it waited for it in vain (520 and 524 are Cloudflare's): it may be at work all the same. */
const gaveUpWaiting = [408, 502, 504, 520, 524];

/** Seconds, or milliseconds in OpenAI's own header; a date is rare enough to be left to the caller's back-off. */
function retryAfter(headers: Headers | undefined): number | undefined {
  const ms = Number(headers?.get("retry-after-ms") ?? Number.NaN);
  const seconds = Number(headers?.get("retry-after") ?? Number.NaN);
  const wait = Number.isFinite(ms) ? ms : seconds * 1000;
  return Number.isFinite(wait) && wait >= 0 ? wait : undefined;
}

function infra(code: string, words: string, worked: boolean): Failure {
  return { kind: "infra", code, words, worked };
}

function rootWords(error: unknown): string {
  const root = causesOf(error).at(-1);
  if (root === undefined) return String(error);
  return "code" in root && typeof root.code === "string" ? root.code : root.message;
}
