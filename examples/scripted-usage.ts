import type { ChatCompletionRequest } from "@copilotkit/aimock";

/**
 * Tokens as a provider would count them, about four characters each. What an earlier request of the same conversation already sent
 * counts as cached, in blocks of 128 from 1024 tokens on, as OpenAI bills it.
 */
export function tokensOf(request: ChatCompletionRequest, reply: string) {
  const instructions = JSON.stringify([request.tools ?? [], request.response_format ?? {}]);
  const prompt = count(instructions + JSON.stringify(request.messages));
  const lastReply = request.messages.findLastIndex((message) => message.role === "assistant");
  const sentBefore =
    lastReply === -1 ? 0 : count(instructions + JSON.stringify(request.messages.slice(0, lastReply)));
  const completion = count(reply);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: sentBefore < 1024 ? 0 : sentBefore - (sentBefore % 128) },
  };
}

function count(text: string): number {
  return Math.ceil(text.length / 4);
}
