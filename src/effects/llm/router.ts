import { RouterChoice } from "#src/core/help.ts";
import type { RouterPacket } from "#src/core/router-packet.ts";
import type { Answer } from "./answer.ts";
import { ask, type CallOptions } from "./ask.ts";
import { routerPrompt } from "./help-prompt.ts";

/** Asks the router who helps. The reply is only well-formed; whether it is followed, the core decides. */
export function askRouter(packet: RouterPacket, options: CallOptions): Promise<Answer<RouterChoice>> {
  return ask({
    ...options,
    messages: routerPrompt(packet),
    schema: { name: "router_choice", zod: RouterChoice },
  });
}
