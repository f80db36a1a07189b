import OpenAI from "openai";
import { cappedFetch } from "./capped-fetch.ts";
import { type Dialect, firstDialect } from "./dialect.ts";

/** A connection to an OpenAI-compatible provider, and what was learned about how its models want to be asked. */
export type Endpoint = Readonly<{ client: OpenAI; baseUrl: string; dialects: Map<string, Dialect> }>;

/** Bytes of one reply; more is no answer to any of our questions. */
export const replyBytesMax = 1_000_000;

/**
 * Retries and logging are ours, so the client's are off. Nothing is sent yet.
 * @param baseUrl such as `http://127.0.0.1:11434/v1`; OpenAI's own when absent
 * @param fetch how to reach it, where that is not the network
 */
export function connect(options: {
  apiKey: string;
  baseUrl?: string | undefined;
  fetch?: typeof fetch;
}): Endpoint {
  const client = new OpenAI({
    apiKey: options.apiKey,
    baseURL: options.baseUrl ?? "https://api.openai.com/v1",
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: "off",
    fetch: cappedFetch(replyBytesMax, options.fetch),
  });
  return { client, baseUrl: client.baseURL, dialects: new Map() };
}

export function dialectOf(endpoint: Endpoint, model: string): Dialect {
  return endpoint.dialects.get(model) ?? firstDialect;
}
