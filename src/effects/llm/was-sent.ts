import { causesOf } from "./causes.ts";

/**
 * Of a call without an answer: may its request have reached the provider, which may charge for it then? Only what fails before there is a
 * connection says that it has not; whatever is not known here counts as sent. Source: the codes of Node's `dns`, `net` and `tls`, of
 * undici, and the words of the fetch standard for addresses that it does not connect to.
 */
export function wasSent(error: unknown): boolean {
  return !causesOf(error).some(isBeforeConnection);
}

function isBeforeConnection(cause: Error): boolean {
  const code = "code" in cause ? String(cause.code) : "";
  const syscall = "syscall" in cause ? String(cause.syscall) : "";
  return (
    ["connect", "getaddrinfo"].includes(syscall) ||
    code === "UND_ERR_CONNECT_TIMEOUT" ||
    badCertificate.test(code) ||
    ["bad port", "unknown scheme"].includes(cause.message) ||
    cause.message.includes("before secure TLS connection was established")
  );
}

const badCertificate = /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_)/;
