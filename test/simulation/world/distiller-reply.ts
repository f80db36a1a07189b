import type { Distilled } from "#src/core/policy-draft.ts";
import type { FaultPlan, Faults } from "../parts.ts";
import type { Fate } from "./fate.ts";
import { broken, type HelpReply } from "./broken-replies.ts";

/** What a distiller is asked, read out of its prompt as a model would. */
export type Said = Readonly<{ title: string; question: string; answer: string; rules: readonly string[] }>;

/** Undefined for what is asked of any other. */
export function readSaid(system: string, prompt: string): Said | undefined {
  if (!system.includes("You read one answer that a maintainer gave")) return undefined;
  const block = (label: string) =>
    new RegExp(`<(data-\\d{6}) ${label}>\\n([\\s\\S]*?)\\n</\\1>`).exec(prompt)?.[2] ?? "";
  const rules = Array.from(block("rules").matchAll(/^([a-z0-9-]+): /gm), ([, id = ""]) => id);
  return { title: block("title"), question: block("question"), answer: block("answer"), rules };
}

/** The same for the same answer to the same question. */
export function distillerReply(
  { title, question, answer, rules }: Said,
  { fate, plan, happened }: { fate: Fate; plan: FaultPlan; happened: Pick<Faults, "note"> },
): HelpReply {
  const name = `distiller/${title}/${question}/${answer}`;
  const bad = Object.keys(broken).find((kind) => fate.chance(`${kind}/${name}`, plan[kind]));
  if (bad !== undefined) {
    happened.note(bad);
    return broken[bad as keyof typeof broken];
  }
  return { content: JSON.stringify(distilled({ question, answer, rules }, fate, name)), finish: "stop" };
}

function distilled({ question, answer, rules }: Omit<Said, "title">, fate: Fate, name: string): Distilled {
  const kind = fate.draw(`${name}/kind`);
  if (kind < 0.15) return { rules: [] };
  const [asked = ""] = question.split("\n");
  const where: readonly string[][] = [[], [], ["src/**"], ["docs/"]];
  const rule = {
    rule:
      kind < 0.9 ? `To “${asked}” hold: ${answer.slice(0, 100).replaceAll("\n", " ")}` : "one\ntwo\nthree",
    paths: where[fate.int(`${name}/paths`, where.length)] ?? [],
    types: fate.chance(`${name}/types`, 0.3) ? ["feature", "no such type"] : [],
    contradicts: fate.chance(`${name}/contradicts`, 0.3) ? [...rules, "no-such-rule"] : [],
  };
  return { rules: kind < 0.8 ? [rule] : [rule, rule] };
}
