// The App behind its HTTP door as a process of its own: says where it is, and every reason to stop, one JSON line each. Ends when killed.
import { openDoorstep } from "./doorstep.ts";

const { url, secret, data } = await openDoorstep((error) =>
  console.log(JSON.stringify({ fatal: String(error) })),
);
console.log(JSON.stringify({ url, secret, data }));
