import { data, Evaluator, Lexer, Parser } from "@actions/expressions";
import { Json, isObject } from "./json.ts";

/** What an expression may read: the contexts by name (`github`, `env` …) and the functions beyond GitHub's built-in ones. */
export interface Scope {
  contexts: { [name: string]: Json };
  functions: { [name: string]: (...args: string[]) => Json };
}

const CONTEXTS = [
  "github",
  "inputs",
  "env",
  "vars",
  "secrets",
  "needs",
  "strategy",
  "matrix",
  "steps",
  "job",
  "runner",
  "jobs",
];
const FUNCTIONS = ["success", "failure", "cancelled", "always", "hashFiles"];

/**
 * Evaluates every `${{ }}` in a value from a workflow file. A text that is one single expression keeps the expression's type; any other
 * becomes a text, as on GitHub. Throws with the expression in the message.
 */
export function evaluate(value: Json, scope: Scope): Json {
  if (typeof value === "string") return interpolate(value, scope);
  if (Array.isArray(value)) return value.map((item) => evaluate(item, scope));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, evaluate(item, scope)]));
}

/** Evaluates an `if:`. Without a status function it is `success() && (…)`; none at all is `success()`. */
export function evaluateCondition(condition: Json | undefined, scope: Scope): boolean {
  const source = conditionSource(condition);
  const { functions } = namesIn(source);
  const asksStatus = ["success", "failure", "cancelled", "always"].some((name) => functions.has(name));
  return isTruthy(evaluateExpression(asksStatus ? source : `success() && (${source})`, scope));
}

/** The bare expression of an `if:`, with or without `${{ }}` around it. */
export function conditionSource(condition: Json | undefined): string {
  const text = asText(condition ?? null).trim();
  if (text === "") return "success()";
  const pieces = split(text);
  if (pieces.every(({ expression }) => !expression)) return text;
  if (pieces.length === 1) return pieces[0]?.text ?? "";
  // Text around an expression makes the whole a text, and a text that is not empty is true: GitHub does the same.
  const format = pieces.map(({ expression, text }, index) =>
    expression ? `{${index}}` : text.replace(/[{}]/g, "$&$&"),
  );
  const args = pieces.map(({ expression, text }) => (expression ? text : "''"));
  return `format('${format.join("").replaceAll("'", "''")}', ${args.join(", ")})`;
}

/** The contexts and functions that an expression names, in lower case. */
export function namesIn(expression: string): { contexts: Set<string>; functions: Set<string> } {
  const { tokens } = new Lexer(expression).lex();
  const names = { contexts: new Set<string>(), functions: new Set<string>() };
  for (const [index, { lexeme }] of tokens.entries()) {
    if (!/^[a-z_]/i.test(lexeme) || tokens[index - 1]?.lexeme === ".") continue;
    const called = tokens[index + 1]?.lexeme === "(";
    (called ? names.functions : names.contexts).add(lexeme.toLowerCase());
  }
  return names;
}

/** Every expression inside the `${{ }}` of a value. */
export function expressionsIn(value: Json): string[] {
  if (typeof value === "string") {
    return split(value).flatMap(({ expression, text }) => (expression ? [text] : []));
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(expressionsIn) : [];
}

/** A value as GitHub writes it into a text or an environment variable. */
export function asText(value: Json): string {
  return toData(value).coerceString();
}

export function isTruthy(value: Json): boolean {
  return value !== null && value !== false && value !== 0 && value !== "" && !Number.isNaN(value);
}

function interpolate(text: string, scope: Scope): Json {
  const pieces = split(text);
  const [only] = pieces;
  if (pieces.length === 1 && only?.expression === true) return evaluateExpression(only.text, scope);
  return pieces
    .map((piece) => (piece.expression ? asText(evaluateExpression(piece.text, scope)) : piece.text))
    .join("");
}

/** Cuts a text at its `${{ }}`; a `}}` inside a quoted string does not end an expression. */
function split(text: string): { expression: boolean; text: string }[] {
  const pieces: { expression: boolean; text: string }[] = [];
  let end = 0;
  for (const match of text.matchAll(/\$\{\{((?:[^'}]|'[^']*'|\}(?!\}))*)\}\}/g)) {
    if (match.index > end) pieces.push({ expression: false, text: text.slice(end, match.index) });
    pieces.push({ expression: true, text: (match[1] ?? "").trim() });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ expression: false, text: text.slice(end) });
  return pieces;
}

function evaluateExpression(source: string, scope: Scope): Json {
  try {
    const { tokens } = new Lexer(source).lex();
    const infos = FUNCTIONS.map((name) => ({ name, minArgs: 0, maxArgs: 255 }));
    const parsed = new Parser(tokens, CONTEXTS, infos).parse();
    const { contexts } = namesIn(source);
    const read = new data.Dictionary(
      ...[...contexts].map((key) => ({ key, value: toData(scope.contexts[key] ?? null) })),
    );
    return toJson(new Evaluator(parsed, read, definitions(scope)).evaluate());
  } catch (error) {
    throw new Error(`\${{ ${source} }}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function definitions(scope: Scope) {
  return new Map(
    FUNCTIONS.map((name) => {
      const call = (...args: data.ExpressionData[]): data.ExpressionData => {
        const run = scope.functions[name];
        if (run === undefined) throw new Error(`${name}() cannot be used here`);
        return toData(run(...args.map((arg) => arg.coerceString())));
      };
      return [name.toLowerCase(), { name, minArgs: 0, maxArgs: 255, call }];
    }),
  );
}

function toData(value: Json): data.ExpressionData {
  if (value === null) return new data.Null();
  if (typeof value === "string") return new data.StringData(value);
  if (typeof value === "number") return new data.NumberData(value);
  if (typeof value === "boolean") return new data.BooleanData(value);
  if (Array.isArray(value)) return new data.Array(...value.map(toData));
  return new data.Dictionary(...Object.entries(value).map(([key, item]) => ({ key, value: toData(item) })));
}

function toJson(value: data.ExpressionData): Json {
  return Json.parse(JSON.parse(JSON.stringify(value, data.replacer)));
}
