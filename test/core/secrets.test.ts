import { expect, test } from "vitest";
import { findSecrets, redactSecrets } from "#src/core/secrets.ts";

/** Put together here, so that no scanner takes this file for a leak. */
const made = (prefix: string, body: string) => prefix + body;
const alphanumeric = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0";
const keyBlock = made("-----BEGIN RSA ", `PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----`);

test.each([
  ["AWS access key id", made("AKIA", "ABCDEFGHIJKLMNOP")],
  ["AWS secret key", made("aws_secret_access_key = ", alphanumeric)],
  ["GitHub token", made("ghp_", alphanumeric.slice(0, 36))],
  ["GitHub token", made("ghs_", alphanumeric.slice(0, 36))],
  ["GitHub token", made("github_pat_", alphanumeric.slice(0, 30))],
  ["GitLab token", made("glpat-", alphanumeric.slice(0, 20))],
  ["model provider key", made("sk-", alphanumeric)],
  ["model provider key", made("sk-proj-", "abc-def_ghijklmnopqrst")],
  ["model provider key", made("sk-ant-", "api03-abcdefghijklmnop")],
  ["Google API key", made("AIza", alphanumeric.slice(0, 35))],
  ["Slack token", made("xoxb-", "1234567890-abc")],
  ["Stripe key", made("sk_live_", alphanumeric.slice(0, 24))],
  ["npm token", made("npm_", alphanumeric.slice(0, 36))],
  ["PyPI token", made("pypi-AgE", alphanumeric + alphanumeric)],
  ["private key", keyBlock],
])("%s", (name, secret) => {
  const text = `before "${secret}" after`;
  expect(findSecrets(text)).toEqual([{ name, index: 8, length: secret.length }]);
  expect(redactSecrets(text)).toBe(`before "[redacted: ${name}]" after`);
});

test.each([
  "sk-loading-indicator-container-large-blue",
  "task-force-abcdefghijklmnopqrstuvwxyz012345",
  "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
  "AKIAshort",
  "ghp_short",
  "d41d8cd98f00b204e9800998ecf8427e",
])("no secret: %s", (text) => {
  expect(findSecrets(text)).toEqual([]);
  expect(redactSecrets(text)).toBe(text);
});

test("a key block without an end counts to the end of the text", () => {
  const text = made("-----BEGIN ", "PRIVATE KEY-----\nMIIE and so on");
  expect(redactSecrets(`x ${text}`)).toBe("x [redacted: private key]");
  expect(redactSecrets(`x ${text}-----END `)).toBe("x [redacted: private key]");
  expect(redactSecrets(`${keyBlock} and ${keyBlock}`)).toBe(
    "[redacted: private key] and [redacted: private key]",
  );
});

test("known values go, whatever they look like; overlapping finds are one", () => {
  expect(redactSecrets("the hunter2222 and pw", ["hunter2222", "pw"])).toBe(
    "the [redacted: known secret] and pw",
  );
  const inside = keyBlock.replace("MIIE", made("AKIA", "ABCDEFGHIJKLMNOP"));
  expect(redactSecrets(inside)).toBe("[redacted: private key]");
});

test.each(["a", "sk-", "ghp_", "-----BEGIN ", "eyJ", "aws_secret_access_key", "AKIA"])(
  "a megabyte of %s is scanned",
  (piece) => {
    expect(findSecrets(piece.repeat(Math.ceil(1_000_000 / piece.length)))).toEqual([]);
  },
);
