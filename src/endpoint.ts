import { AuthenticationError, PermissionDeniedError, APIConnectionError } from "openai";
import { connect, type Endpoint } from "#src/effects/llm/connect.ts";
import { NeedsHuman } from "#src/errors.ts";

export type ReachedEndpoint = Readonly<{
  endpoint: Endpoint;
  apiKey: string;
}>;

/**
 * The model endpoint of the surroundings, asked once whether it is there and takes the key, before anything is begun.
 * @throws NeedsHuman, naming the variable to set
 */
export async function reachEndpoint(env: NodeJS.ProcessEnv): Promise<ReachedEndpoint> {
  const baseUrl = env["OPENAI_BASE_URL"] || undefined;
  const apiKey = env["OPENAI_API_KEY"] || (baseUrl === undefined ? "" : "none");
  if (apiKey === "")
    throw new NeedsHuman("no model endpoint is set", {
      hint: "export OPENAI_API_KEY=…, and OPENAI_BASE_URL=… for another provider than OpenAI; npm run demo needs neither",
    });
  if (baseUrl !== undefined && !/^https?:$/.test(URL.parse(baseUrl)?.protocol ?? ""))
    throw new NeedsHuman(`OPENAI_BASE_URL is not an address: ${baseUrl}`, {
      hint: "export OPENAI_BASE_URL=http://127.0.0.1:11434/v1",
    });
  const endpoint = connect({ apiKey, baseUrl });
  try {
    await endpoint.client.models.list({ timeout: 10_000 });
  } catch (error) {
    if (error instanceof AuthenticationError || error instanceof PermissionDeniedError)
      throw new NeedsHuman(`${endpoint.baseUrl} refuses the key: ${error.message}`, {
        hint: "export OPENAI_API_KEY=<a key of that provider>",
      });
    if (error instanceof APIConnectionError)
      throw new NeedsHuman(`${endpoint.baseUrl} cannot be reached${causeOf(error)}`, {
        hint: "is it running, and is OPENAI_BASE_URL right?",
      });
    // Not every provider lists its models; the first real question will tell.
  }
  return { endpoint, apiKey };
}

/** Node says what failed in the cause of a cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if ("code" in error && typeof error.code === "string") return ` (${error.code})`;
  return causeOf(error.cause);
}
