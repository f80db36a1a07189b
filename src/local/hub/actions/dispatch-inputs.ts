import { z } from "zod";
import { Refusal } from "../errors.ts";

const Scalar = z.union([z.string(), z.number(), z.boolean()]);
type Scalar = z.infer<typeof Scalar>;

const Input = z.object({
  type: z.enum(["string", "boolean", "choice", "number", "environment"]).default("string"),
  required: z.boolean().default(false),
  default: Scalar.nullish(),
  options: z.array(Scalar).default([]),
});
type Input = z.infer<typeof Input>;

const Declared = z.record(
  z.string(),
  Input.nullable().transform((input) => input ?? Input.parse({})),
);

const MOST_INPUTS = 25;
const MOST_CHARACTERS = 65_535;

/** The inputs of a dispatch: `texts` as `github.event.inputs` has them, `values` typed as `inputs` has them. */
export type DispatchInputs = {
  texts: Record<string, string>;
  values: Record<string, string | number | boolean>;
};

/** Checks what was given against what the workflow declares and adds the defaults. Refuses with 422 as GitHub does. */
export function dispatchInputs(on: unknown, given: Record<string, unknown>): DispatchInputs {
  const declared = declaredIn(on);
  const texts = givenTexts(given);
  const unexpected = Object.keys(texts).filter((name) => !Object.hasOwn(declared, name));
  if (unexpected.length > 0)
    throw new Refusal(422, `Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  const all: DispatchInputs = { texts: {}, values: {} };
  for (const [name, input] of Object.entries(declared)) {
    const text =
      texts[name] ??
      (input.default === undefined || input.default === null ? undefined : String(input.default));
    if (input.required && (text === undefined || text === ""))
      throw new Refusal(422, `Required input '${name}' not provided`);
    const value = typed(name, input, text ?? (input.type === "boolean" ? "false" : ""));
    all.values[name] = value;
    all.texts[name] = text ?? "";
  }
  return all;
}

const Triggers = z.object({ workflow_dispatch: z.object({ inputs: Declared.nullish() }).nullish() });
/** By the triggers as they were read: those of one file are one object. */
const known = new WeakMap<object, Record<string, Input>>();

function declaredIn(on: unknown): Record<string, Input> {
  if (typeof on !== "object" || on === null) return {};
  const before = known.get(on);
  if (before !== undefined) return before;
  const declared = Triggers.safeParse(on).data?.workflow_dispatch?.inputs ?? {};
  known.set(on, declared);
  return declared;
}

function givenTexts(given: Record<string, unknown>): Record<string, string> {
  const entries = Object.entries(given).filter(([, value]) => value !== null);
  if (entries.length > MOST_INPUTS)
    throw new Refusal(422, `you may only define up to ${MOST_INPUTS} \`inputs\``);
  const texts = Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );
  const characters = Object.values(texts).reduce((sum, text) => sum + text.length, 0);
  if (characters > MOST_CHARACTERS) throw new Refusal(422, "inputs are too large.");
  return texts;
}

function typed(name: string, input: Input, text: string): string | number | boolean {
  const refuse = (what: string): Refusal =>
    new Refusal(422, `Provided value '${text}' for input '${name}' ${what}`);
  switch (input.type) {
    case "boolean":
      if (text !== "true" && text !== "false") throw refuse("is not a boolean");
      return text === "true";
    case "number":
      if (text !== "" && Number.isNaN(Number(text))) throw refuse("is not a number");
      return text === "" ? "" : Number(text);
    case "choice":
      if (text !== "" && !input.options.map(String).includes(text))
        throw refuse("not in the list of allowed values");
      return text;
    default:
      return text;
  }
}
