import { z } from "zod";
import type { Size } from "#src/core/task.ts";
import { Size as Sizes } from "#src/core/task.ts";

/** What the planner is asked, read out of its prompt as a model would. */
export type PlannerQuestion = Readonly<{
  title: string;
  /** Undefined for a root. */
  sizeMost: Size | undefined;
  mustSplit: boolean;
  /** How many proposals about this task were refused. */
  refused: number;
  /** How many answers of people, or of rules, it was told. */
  told: number;
  files: readonly string[];
}>;

const Request = z.object({ messages: z.array(z.object({ role: z.string(), content: z.string() })) });

export function readQuestion(body: string): PlannerQuestion {
  const prompt = Request.parse(JSON.parse(body)).messages.find(({ role }) => role === "user")?.content ?? "";
  const token = /<(data-\d{6}) title>/.exec(prompt)?.[1] ?? "data-000001";
  const block = (label: string) => {
    const [, after = ""] = prompt.split(`<${token} ${label}>\n`);
    return after.split(`\n</${token}>`)[0] ?? "";
  };
  const size = /Its size is at most (XS|S|M|L|XL)\./.exec(prompt)?.[1];
  const owned = /It owns: (.*?)\. (?:Its criterion|Its check|It was tried)|It owns: (.*?)\.$/m.exec(prompt);
  const refusal = block("refusal");
  return {
    title: block("title"),
    sizeMost: size === undefined ? undefined : Sizes.parse(size),
    mustSplit: prompt.includes("It was tried as one piece and failed: decide split."),
    refused: refusal === "" ? 0 : refusal.split("\n").length,
    told: prompt.split(`<${token} guidance>`).length - 1,
    files: [...(owned?.[1] ?? owned?.[2] ?? "").matchAll(/"([^"]+)"/g)].map(([, file]) => file ?? ""),
  };
}
