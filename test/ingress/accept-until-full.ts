// Accepts arrivals as they come on stdin, one JSON line each, and says of each what became of it. Never ends by itself.
import { createInterface } from "node:readline";
import { Arrival } from "#src/ingress/inbox.ts";
import { openInbox } from "#src/ingress/open-inbox.ts";

const inbox = openInbox(process.argv[2] ?? "");
for await (const line of createInterface({ input: process.stdin })) {
  const arrival = Arrival.parse(JSON.parse(line));
  try {
    console.log(`${arrival.id} ${inbox.accept(arrival)}`);
  } catch (error) {
    console.log(`${arrival.id} ${String(error)}`);
  }
}
setInterval(() => {}, 1000);
