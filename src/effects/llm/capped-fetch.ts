/** The body of a reply went over its cap; the rest was not read. */
export class ReplyTooLarge extends Error {
  override name = "ReplyTooLarge";
}

/** `fetch` whose bodies end with `ReplyTooLarge` after `maxBytes`, so that an endpoint cannot fill the memory. */
export function cappedFetch(maxBytes: number, inner: typeof fetch = fetch): typeof fetch {
  return async (input, init) => {
    const response = await inner(input, init);
    if (response.body === null) return response;
    let bytes = 0;
    const cap = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > maxBytes)
          controller.error(new ReplyTooLarge(`the reply is longer than ${maxBytes} bytes`));
        else controller.enqueue(chunk);
      },
    });
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(cap), { status, statusText, headers });
  };
}
