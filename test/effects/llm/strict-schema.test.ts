import { expect, test } from "vitest";
import { z } from "zod";
import { Proposal } from "#src/core/plan.ts";
import { toolArgs } from "#src/core/tool-args.ts";
import { strictSchema } from "#src/effects/llm/strict-schema.ts";

test("every property is required, nothing else is allowed, caps become words", () => {
  const schema = z.object({
    title: z.string().min(1).max(9).describe("short"),
    format: z.enum(["a", "b"]),
    pages: z
      .array(z.object({ n: z.int().min(1) }))
      .min(2)
      .max(4),
    note: z.string().max(5).nullish(),
  });
  expect(strictSchema(schema)).toEqual({
    type: "object",
    properties: {
      title: { type: "string", description: "short; at most 9 characters" },
      format: { type: "string", enum: ["a", "b"] },
      pages: {
        type: "array",
        description: "2 to 4 items",
        items: {
          type: "object",
          properties: { n: { type: "integer" } },
          required: ["n"],
          additionalProperties: false,
        },
      },
      note: { anyOf: [{ type: "string", description: "at most 5 characters" }, { type: "null" }] },
    },
    required: ["title", "format", "pages", "note"],
    additionalProperties: false,
  });
});

test("a property that may only be missing is refused, since strict models send null", () => {
  expect(() => strictSchema(z.object({ a: z.object({ b: z.string().optional() }) }))).toThrow("say nullish");
});

test.each(Object.entries({ ...toolArgs, proposal: Proposal }))(
  "what we ask for is strict-safe: %s",
  (_name, schema) => {
    const text = JSON.stringify(strictSchema(schema));
    expect(text).not.toMatch(/"(minLength|maxLength|pattern|format|default|minItems|maxItems)":/);
    const objects = text.match(/"type":"object"/g) ?? [];
    expect(text.match(/"additionalProperties":false/g)).toHaveLength(objects.length);
  },
);
