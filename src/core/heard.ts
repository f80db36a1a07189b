import { z } from "zod";

/** Something that a person wrote, or boxes that they ticked, as GitHub has it. */
export const Heard = z.object({
  comment: z.int().positive(),
  task: z.string(),
  /** The issue or pull request under which it stands, where that is not the task's own issue. */
  on: z.int().positive().optional(),
  by: z.string(),
  /** When it was written or last edited, by GitHub's clock: an edit is heard anew. */
  at: z.number(),
  /** Cut to what a briefing may hold; empty for ticks. */
  body: z.string().max(8000),
  /** Keys of the boxes that are ticked; absent for words. */
  ticked: z.array(z.string()).optional(),
  /** `asked`: their permission is read; `done`: acted on; `no`: not, and `words` says why. */
  state: z.enum(["asked", "done", "no", "stranger"]),
  words: z.string().optional(),
  /** What is said in return, beside `words`: what was asked for, or, once, that it is not for them to decide. */
  reply: z.enum(["help", "status", "why", "stranger"]).optional(),
  /** The topic of the comment that says so, once it is there. */
  told: z.string().optional(),
  /** A command that was acted on, and was rewritten since: that is none. */
  again: z.boolean().optional(),
  /** By somebody who may not decide and was told so: nothing is shown of it. */
  quiet: z.boolean().optional(),
  /** Of the whole body, once only its beginning is kept. */
  hash: z.string().optional(),
  /** The reaction it bears. */
  shown: z.enum(["eyes", "rocket", "confused"]).optional(),
});
export type Heard = z.infer<typeof Heard>;
