import { z } from "zod";

/** What the parent gives. */
export const Orders = z.object({
  hub: z.string(),
  privateKey: z.string(),
  home: z.string(),
  data: z.string(),
  run: z.string(),
  model: z.string(),
  /** A `bd` that was found; the file store without. */
  bd: z.object({ path: z.string(), version: z.string(), searchPath: z.string() }).optional(),
});
export type Orders = z.infer<typeof Orders>;

/** What the parent is told. */
export const News = z.discriminatedUnion("type", [
  z.object({ type: z.literal("webhook"), url: z.string(), secret: z.string() }),
  z.object({ type: z.literal("step"), state: z.string(), rests: z.boolean(), needs: z.array(z.string()) }),
  z.object({ type: z.literal("broken"), words: z.string() }),
]);
export type News = z.infer<typeof News>;
