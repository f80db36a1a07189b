import { z } from "zod";

/**
 * GitHub's refusal of one request, where it is data to us: a missing thing, a conflict, a rule. `words` is GitHub's own message; `url` where the
 * answer came from, which is another place when GitHub led on; `error` is what to throw when the words turn out to be none that we expected.
 */
export type Refusal = Readonly<{ status: number; words: string; url: string; error: unknown }>;

/**
 * Waits for the request; of the refusals with one of these statuses it makes data, everything else is thrown on.
 * @example const answer = await orRefusal([404], octokit.rest.git.getRef(…)); if ("refusal" in answer) …
 */
export async function orRefusal<Answer extends object>(
  statuses: readonly number[],
  request: Promise<Answer>,
): Promise<Answer | { refusal: Refusal }> {
  try {
    return await request;
  } catch (error) {
    const failed = Failed.safeParse(error);
    if (!failed.success || !statuses.includes(failed.data.status)) throw error;
    const { status, response } = failed.data;
    return { refusal: { status, words: wordsOf(failed.data), url: response.url, error } };
  }
}

const Failed = z.object({
  status: z.int(),
  message: z.string(),
  /** An answer of GitHub, not a lost connection. */
  response: z.object({
    url: z.string().catch(""),
    data: z
      .object({ message: z.string(), errors: z.array(z.unknown()).optional().catch(undefined) })
      .optional()
      .catch(undefined),
  }),
});

function wordsOf({ message, response }: z.infer<typeof Failed>): string {
  if (response.data === undefined) return message;
  const details = (response.data.errors ?? [])
    .map((detail) => Detail.parse(detail))
    .filter((text) => text !== "");
  return [response.data.message, ...details].join(": ");
}

const Detail = z.union([
  z.string(),
  z.object({ message: z.string() }).transform(({ message }) => message),
  z
    .object({ resource: z.string(), field: z.string(), code: z.string() })
    .transform(({ resource, field, code }) => `${resource} ${field} ${code}`),
  z.unknown().transform(() => ""),
]);
