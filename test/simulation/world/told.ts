/** `fetch` that tells of what was asked and what came of it; reads are told only when they were refused. */
export function told(inner: typeof fetch, say: (words: string) => void): typeof fetch {
  return async (input, init) => {
    const method = init?.method ?? "GET";
    const what = `${method} ${new URL(String(input)).pathname.replace(/^\/repos\/[^/]+\/[^/]+/, "")}`;
    try {
      const answer = await inner(input, init);
      if (method !== "GET" || answer.status >= 400)
        say(`github ${what} ${answer.status} ${String(init?.body ?? "").slice(0, 160)}`);
      return answer;
    } catch (error) {
      say(`github ${what}: ${String(error)}`);
      throw error;
    }
  };
}
