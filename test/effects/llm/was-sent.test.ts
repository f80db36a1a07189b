import { expect, test } from "vitest";
import { wasSent } from "#src/effects/llm/was-sent.ts";

/** An error as the system gives it. */
function fault(about: { code?: string; syscall?: string }, words = "it failed"): Error {
  return Object.assign(new Error(words), about);
}

/** As the client of the models throws it: what happened is below. */
function thrown(cause: Error): Error {
  return new Error("Connection error.", { cause: new TypeError("fetch failed", { cause }) });
}

const refused = (code: string) => fault({ code, syscall: "connect" });

test.each<[string, Error]>([
  ["no such name", fault({ code: "ENOTFOUND", syscall: "getaddrinfo" })],
  ["names that cannot be looked up now", fault({ code: "EAI_AGAIN", syscall: "getaddrinfo" })],
  ["a host without a way to it", refused("EHOSTUNREACH")],
  ["several addresses, all in vain", new AggregateError([refused("ETIMEDOUT"), refused("ECONNREFUSED")])],
  ["no connection in time", fault({ code: "UND_ERR_CONNECT_TIMEOUT" })],
  ["a certificate of nobody's", fault({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" })],
  ["a certificate for another name", fault({ code: "ERR_TLS_CERT_ALTNAME_INVALID" })],
  [
    "cut off in the handshake",
    fault({ code: "ECONNRESET" }, "disconnected before secure TLS connection was established"),
  ],
])("%s: nothing was sent", (_, cause) => {
  expect(wasSent(thrown(cause))).toBe(false);
});

test.each<[string, Error]>([
  ["a reset", fault({ code: "ECONNRESET", syscall: "read" })],
  ["a broken pipe", fault({ code: "EPIPE", syscall: "write" })],
  ["no way to it any more", fault({ code: "ETIMEDOUT", syscall: "read" })],
  ["the other side closed", fault({ code: "UND_ERR_SOCKET" })],
  ["headers that do not come", fault({ code: "UND_ERR_HEADERS_TIMEOUT" })],
  ["what nobody knows", fault({})],
])("%s: it may have been sent", (_, cause) => {
  expect(wasSent(thrown(cause))).toBe(true);
});
