import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { webhookDoor } from "#src/ingress/webhook-door.ts";
import { deliver, inboxOf, openDoorstep, sign, statusOf } from "./doorstep.ts";

const body = statusOf("a".repeat(40));

test("what GitHub signed is in the inbox when it is answered; delivered again it is known", async () => {
  const door = await open();
  expect(await door.deliver(body)).toMatchObject({ status: 200 });
  const kept = door.inbox();
  expect(kept).toContain('"id":"d1"');
  expect(await door.deliver(body)).toMatchObject({ status: 200 });
  expect(door.inbox()).toBe(kept);
  expect(await door.deliver(body, { "x-github-delivery": "d2" })).toMatchObject({ status: 200 });
  expect(door.inbox()).toContain('"id":"d2"');
});

test("what nobody signed, or somebody else, is refused before it is parsed, and costs nothing", async () => {
  const door = await open();
  const parse = JSON.parse;
  const parsed: string[] = [];
  JSON.parse = (text: string, ...more: []) => {
    parsed.push(text);
    return parse(text, ...more) as unknown;
  };
  try {
    const unsigned = { "x-hub-signature-256": null };
    const deep = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
    expect(await door.deliver(body, unsigned)).toMatchObject({ status: 400 });
    expect(
      await door.deliver(body, { ...unsigned, "x-hub-signature": `sha1=${"0".repeat(40)}` }),
    ).toMatchObject({
      status: 400,
    });
    expect(await door.deliver(body, { "content-type": "text/plain" })).toMatchObject({ status: 415 });
    for (const signature of [
      sign("guessed", body),
      sign(door.secret, `${body} `),
      sign(door.secret, body).toUpperCase(),
      sign(door.secret, body).slice(0, -1),
      `sha1=${"0".repeat(40)}`,
      "",
    ])
      expect(await door.deliver(body, { "x-hub-signature-256": signature }), signature).toMatchObject({
        status: 401,
      });
    expect(await door.deliver(deep, { "x-hub-signature-256": sign("guessed", deep) })).toMatchObject({
      status: 401,
    });
    expect(
      await door.deliver(body.slice(0, -9), { "x-hub-signature-256": sign(door.secret, body) }),
    ).toMatchObject({
      status: 401,
    });
    expect(await door.deliver("")).toMatchObject({ status: 401 });
    expect(parsed.filter((text) => /"sha":"a{40}/.test(text) || text.includes('{"a":'))).toEqual([]);
  } finally {
    JSON.parse = parse;
  }
  expect(door.inbox()).toBe("");
  expect(await door.deliver(body)).toMatchObject({ status: 200 });
});

test("26 MB are not read to the end, whether their length is said or not", async () => {
  const door = await open();
  const large = new Uint8Array(26_000_000).fill(0x20);
  const said = await door.deliver(large);
  expect([413, 0], said.body).toContain(said.status);
  expect(await inPieces(door.url, 26)).toMatch(/^HTTP\/1\.1 413 |^$/);
  expect(await inPieces(door.url, 2)).toMatch(/^HTTP\/1\.1 401 /);
  expect(door.inbox()).toBe("");
  expect(await door.deliver(body)).toMatchObject({ status: 200 });
});

test("what is signed and yet nonsense harms nobody", async () => {
  const door = await open();
  const deep = `${'{"issue":'.repeat(50_000)}1${"}".repeat(50_000)}`;
  expect(await door.deliver(deep, { "x-github-event": "issues" })).toMatchObject({ status: 200 });
  expect(await door.deliver("{")).toMatchObject({ status: 400 });
  for (const odd of ["7", "null", "[]", '"ada/demo"', "{}"])
    expect([200, 500]).toContain((await door.deliver(odd)).status);
  expect(door.inbox()).toBe("");
  expect(await door.deliver(body)).toMatchObject({ status: 200 });
});

test("a sender that hangs up in the middle of a body leaves nothing behind", async () => {
  const door = await open();
  for (let n = 0; n < 20; n += 1) await hangUp(door.url, sign(door.secret, body));
  expect(door.inbox()).toBe("");
  expect(await door.deliver(body)).toMatchObject({ status: 200 });
});

test("large bodies of strangers that never end keep out other large ones, and no usual one", async () => {
  const limits = { bytes: 3_000_000, usualBytes: 100_000, unverifiedBytes: 1_000_000 };
  const inner = (_request: unknown, response: ServerResponse) =>
    Promise.resolve(response.writeHead(200).end());
  const door = webhookDoor(
    inner,
    (text, signature) => Promise.resolve(signature === sign("ours", text)),
    limits,
  );
  const server = createServer((request, response) => void door(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const told = (text: string) => deliver({ url, secret: "ours" }, text);
  const large = " ".repeat(800_000);
  expect(await told(large)).toMatchObject({ status: 200 });
  let endless: ReturnType<typeof connect> | undefined;
  const ended = raw(url, "content-length: 2000000", sign("guessed", ""), (socket) => {
    endless = socket;
    socket.write(large);
  });
  await expect.poll(async () => (await told(large)).status).not.toBe(200);
  expect(await told(large.slice(0, 100_000))).toMatchObject({ status: 200 });
  endless?.destroy();
  await ended;
  await expect.poll(async () => (await told(large)).status).toBe(200);
});

async function open() {
  const fatal: unknown[] = [];
  const door = await openDoorstep((error) => void fatal.push(error));
  onTestFinished(async () => {
    await door.close();
    expect(fatal).toEqual([]);
  });
  return {
    ...door,
    inbox: () => inboxOf(door),
    deliver: (body: Parameters<typeof deliver>[1], headers?: Record<string, string | null>) =>
      deliver(door, body, headers),
  };
}

/** As many megabytes as chunks whose number nobody said; answers with the first line that comes back. */
function inPieces(url: string, megabytes: number): Promise<string> {
  const piece = `${(1_000_000).toString(16)}\r\n${" ".repeat(1_000_000)}\r\n`;
  return raw(url, "transfer-encoding: chunked", sign("guessed", ""), (socket) => {
    for (let n = 0; n < megabytes; n += 1) socket.write(piece);
    socket.write("0\r\n\r\n");
  });
}

function hangUp(url: string, signature: string): Promise<string> {
  return raw(url, "content-length: 1000", signature, (socket) => {
    socket.write(body.slice(0, 20));
    setTimeout(() => socket.destroy(), 5);
  });
}

function raw(
  url: string,
  length: string,
  signature: string,
  send: (socket: ReturnType<typeof connect>) => void,
): Promise<string> {
  const { port, pathname } = new URL(url);
  const headers = `content-type: application/json\r\nx-github-event: status\r\nx-github-delivery: d9`;
  return new Promise((resolve) => {
    let heard = "";
    const socket = connect(Number(port), "127.0.0.1", () => {
      socket.write(
        `POST ${pathname} HTTP/1.1\r\nhost: x\r\n${headers}\r\nx-hub-signature-256: ${signature}\r\n${length}\r\n\r\n`,
      );
      send(socket);
    });
    socket.on("data", (chunk) => {
      heard += chunk.toString();
      socket.destroy();
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(heard.split("\r\n")[0] ?? ""));
  });
}
