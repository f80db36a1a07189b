import type { Move } from "./question.ts";

/** What `/fractal …` on the first line of a comment asks for, or why it cannot be understood. */
export type Command =
  | Readonly<{ do: "move"; move: Move }>
  | Readonly<{ do: "answer"; words: string }>
  | Readonly<{ do: "reply"; reply: "help" | "status" | "why" }>
  | Readonly<{ do: "accept-policy" }>
  | Readonly<{ do: "fault"; words: string }>;

/** One line of help each; `usage` is what to type after `/fractal`. */
export const verbs = [
  { verb: "help", usage: "help", words: "say what can be said here" },
  { verb: "status", usage: "status", words: "how far this and all below it is, and what it has cost" },
  { verb: "why", usage: "why", words: "why it stands where it stands" },
  { verb: "answer", usage: "answer <letter or words>", words: "answer the question asked here" },
  { verb: "approve", usage: "approve", words: "let the plan that waits for it go on" },
  { verb: "retry", usage: "retry [words]", words: "try once more what waits, with these words in mind" },
  { verb: "skip", usage: "skip", words: "leave it out: the rest goes on without it" },
  { verb: "cancel", usage: "cancel", words: "stop it and all below it" },
  { verb: "pause", usage: "pause", words: "start nothing new here; what runs comes to its end" },
  { verb: "resume", usage: "resume", words: "go on after a pause" },
  { verb: "split", usage: "split", words: "make smaller tasks of it" },
  { verb: "budget", usage: "budget +5", words: "let the tree spend so many US dollars more" },
  { verb: "model", usage: "model <name>", words: "use this model here from the next attempt on" },
  { verb: "policy", usage: "policy accept", words: "keep the rule proposed here" },
] as const;
type Verb = (typeof verbs)[number]["verb"];

/** Reads a comment of which `isCommand` is true. Total, and linear in its length: anybody may write one. */
export function readCommand(body: string): Command {
  const said = body.trim().slice("/fractal".length).trim();
  const end = said.search(/\s/);
  const first = (end === -1 ? said : said.slice(0, end)).toLowerCase().replace(/[?!.,:]$/, "");
  const rest = end === -1 ? "" : said.slice(end);
  const verb = verbs.find((each) => each.verb === first)?.verb;
  if (first === "") return { do: "reply", reply: "help" };
  return verb === undefined ? fault(unknown(first)) : readers[verb](rest);
}

/** What follows on later lines is talk, except where words are asked for. */
const readers: Readonly<Record<Verb, (rest: string) => Command>> = {
  help: () => ({ do: "reply", reply: "help" }),
  status: () => ({ do: "reply", reply: "status" }),
  why: () => ({ do: "reply", reply: "why" }),
  answer: (rest) =>
    rest.trim() === ""
      ? fault("say the answer: `/fractal answer a`, or your own words after it")
      : { do: "answer", words: rest.trim() },
  approve: alone("approve"),
  retry: (rest) => moved({ do: "retry", ...(rest.trim() !== "" && { text: rest.trim().slice(0, 4000) }) }),
  skip: alone("skip"),
  cancel: alone("cancel"),
  pause: alone("pause"),
  resume: alone("resume"),
  split: alone("split"),
  budget: readBudget,
  model: readModel,
  policy: (rest) =>
    firstLine(rest).toLowerCase() === "accept"
      ? { do: "accept-policy" }
      : fault("the only thing to say about a rule is `/fractal policy accept`"),
};

type Bare = "approve" | "skip" | "cancel" | "pause" | "resume" | "split";

/** These take nothing: `/fractal cancel the other one` must not cancel this one. */
function alone(verb: Bare): (rest: string) => Command {
  return (rest) =>
    firstLine(rest) === ""
      ? moved({ do: verb })
      : fault(`\`/fractal ${verb}\` takes nothing more on its line: it acts on the issue it is written on`);
}

const dollarsMax = 10_000;

function readBudget(rest: string): Command {
  const said = firstLine(rest);
  const usd = /^\+\s?\$?(\d{1,9}(?:\.\d{1,4})?)\$?$/.exec(said)?.[1];
  if (usd === undefined) return fault("say how many US dollars more, with a plus: `/fractal budget +5`");
  const amount = Number(usd);
  if (amount <= 0 || amount > dollarsMax)
    return fault(`say an amount above 0 and up to ${dollarsMax} US dollars: \`/fractal budget +5\``);
  return moved({ do: "budget", usd: amount });
}

function readModel(rest: string): Command {
  const model = firstLine(rest).replace(/^`([^`]*)`$/, "$1");
  if (!/^[\w./:@+-]{1,100}$/.test(model)) return fault("say one model by its name: `/fractal model gpt-5`");
  return moved({ do: "model", model });
}

function moved(move: Move): Command {
  return { do: "move", move };
}

function firstLine(text: string): string {
  const end = text.indexOf("\n");
  return (end === -1 ? text : text.slice(0, end)).trim();
}

function fault(words: string): Command {
  return { do: "fault", words };
}

function unknown(word: string): string {
  const shown = word.length <= 40 ? word : `${word.slice(0, 40)}…`;
  const near = nearest(word);
  const meant = near === undefined ? "" : `; did you mean \`/fractal ${near}\`?`;
  return `“${shown.replaceAll(/[^\p{L}\p{N}/+.…-]/gu, "")}” is not a command${meant}`;
}

/** The verb that is at most two letters away, and nearer than half of it. */
function nearest(word: string): Verb | undefined {
  if (word.length > 12) return undefined;
  const within = (far: number) =>
    verbs.find(({ verb }) => verb.length > far * 2 && distance(word, verb) === far)?.verb;
  return within(1) ?? within(2);
}

/** Letters to add, drop or change (Levenshtein); both words are short. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] as number) + Number(a[i - 1] !== b[j - 1]);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
