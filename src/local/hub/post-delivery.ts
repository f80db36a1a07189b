import { createHmac } from "node:crypto";
import type { WebhookDelivery, WebhookTarget } from "./webhooks.ts";

/** Posts a signed webhook. Answers with the receiver's status, or 0 when it cannot be reached; GitHub does not retry either. */
export async function postDelivery(target: WebhookTarget, delivery: WebhookDelivery): Promise<number> {
  const body = JSON.stringify(delivery.payload);
  const signature = createHmac("sha256", target.secret).update(body).digest("hex");
  const answer = await fetch(target.url, {
    method: "POST",
    body,
    signal: AbortSignal.timeout(10_000),
    headers: {
      "content-type": "application/json",
      "user-agent": "GitHub-Hookshot/hub",
      "x-github-delivery": delivery.guid,
      "x-github-event": delivery.name,
      "x-github-hook-id": String(delivery.hook.id),
      "x-github-hook-installation-target-id": String(delivery.hook.appId),
      "x-github-hook-installation-target-type": "integration",
      "x-hub-signature-256": `sha256=${signature}`,
    },
  }).catch(() => undefined);
  await answer?.arrayBuffer();
  return answer?.status ?? 0;
}
