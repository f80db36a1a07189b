import { expect, test } from "vitest";
import { stickyState } from "#src/core/mirror-state.ts";
import { renderSticky } from "#src/views/sticky.ts";
import { finished, stuck } from "./story.ts";

test("whenever the comment would read differently, the tree says that it is due", () => {
  const moments = [...finished().past, ...stuck().past];
  const texts = new Map<string, string>();
  for (const tree of moments) {
    const text = renderSticky(tree);
    const state = stickyState(tree);
    expect(texts.get(state) ?? text).toBe(text);
    texts.set(state, text);
  }
});
