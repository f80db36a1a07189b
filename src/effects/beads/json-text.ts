import { z } from "zod";

/** Text that must be JSON; pipe it into the schema of what it should say. */
export const JsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: `not JSON: ${text.slice(0, 80)}` });
    return z.NEVER;
  }
});
