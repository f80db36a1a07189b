import { z } from "zod";
import type { Fix, RouterChoice } from "#src/core/help.ts";
import type { FaultPlan, Faults } from "../parts.ts";
import { broken, type HelpReply } from "./broken-replies.ts";
import { distillerReply, readSaid, type Said } from "./distiller-reply.ts";
import { misdeedKinds } from "./planner-reply.ts";
import type { Fate } from "./fate.ts";

const Request = z.object({
  messages: z.array(z.object({ role: z.string(), content: z.string().nullish() })),
});

/** What router and fixer are asked, read out of their prompts as a model would. */
export type HelpQuestion = Readonly<{
  role: "router" | "fixer";
  title: string;
  /** How many attempts the prompt tells of: another escalation of the same task tells of more. */
  attempts: number;
  /** Replies so far. */
  turn: number;
}>;

/** Undefined for what is asked of a planner. */
export function readHelp(body: string): HelpQuestion | (Said & { role: "distiller" }) | undefined {
  const { messages } = Request.parse(JSON.parse(body));
  const said = (role: string) => messages.find((message) => message.role === role)?.content ?? "";
  const prompt = said("user");
  const answer = readSaid(said("system"), prompt);
  if (answer !== undefined) return { role: "distiller", ...answer };
  const role = Object.entries(openings).find(([, words]) => said("system").includes(words))?.[0];
  if (role !== "router" && role !== "fixer") return undefined;
  const [, title = ""] = /<data-\d{6} title>\n(.*)\n<\//.exec(prompt) ?? [];
  const attempts = [...prompt.matchAll(/^## Attempt \d+/gm)].length;
  return { role, title, attempts, turn: messages.filter((message) => message.role === "assistant").length };
}

const openings = {
  router: "You decide who helps with one task of a repository that is stuck.",
  fixer: "You find out why one task of a repository is stuck",
};

/** The same for the same task after the same number of attempts, whenever it is asked. */
export function helpReplyFor(
  question: NonNullable<ReturnType<typeof readHelp>>,
  about: { fate: Fate; plan: FaultPlan; happened: Pick<Faults, "note"> },
): HelpReply {
  if (question.role === "distiller") return distillerReply(question, about);
  const { role, title, attempts, turn } = question;
  const { fate, plan, happened } = about;
  const name = `${role}/${title}/${attempts}`;
  const bad = misdeedKinds.find((kind) => kind in broken && fate.chance(`${kind}/${name}`, plan[kind]));
  if (bad !== undefined) {
    happened.note(bad);
    return broken[bad as keyof typeof broken];
  }
  if (role === "router") return { content: JSON.stringify(choiceOf(fate, name)), finish: "stop" };
  const looks = fate.int(`${name}/looks`, 3);
  if (turn < looks) return called("search_code", { query: title, glob: null });
  return called("propose_fix", fixOf(fate, name));
}

function choiceOf(fate: Fate, name: string): RouterChoice {
  if (fate.chance(name, 0.75)) return { choose: "fixer", reason: "It can be mended.", question: null };
  const question = { title: "Shall it be done so?", options: ["Yes", "No"], recommendation: "Yes" };
  return {
    choose: "person",
    reason: "Only you can say.",
    question: fate.chance(`${name}/asks`, 0.7) ? question : null,
  };
}

function fixOf(fate: Fate, name: string): Fix {
  const draw = fate.draw(`${name}/fix`);
  if (draw < 0.6) return { decision: "guide", guidance: "Look at the last line first.", reason: "" };
  if (draw < 0.85) return { decision: "split", guidance: "", reason: "It is two things." };
  return { decision: "person", guidance: "", reason: "What is wanted is not said." };
}

function called(name: string, args: object): HelpReply {
  return { content: null, finish: "tool_calls", calls: [{ name, arguments: JSON.stringify(args) }] };
}
