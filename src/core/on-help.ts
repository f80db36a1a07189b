import type { Draft } from "./draft.ts";
import type { EventOf } from "./event.ts";

export function onRouterReplied(_draft: Draft, _event: EventOf<"RouterReplied">): void {}

export function onFixerReplied(_draft: Draft, _event: EventOf<"FixerReplied">): void {}
