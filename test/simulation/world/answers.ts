import { boxesOf } from "#src/views/ticked-boxes.ts";
import type { Faults, Random } from "../parts.ts";
import { waysToAnswer } from "./answer-ways.ts";
import { editPlan } from "./edit-plan.ts";
import type { Pending } from "./pending.ts";
import { type Person, personOf } from "./person.ts";
import { strangerWays } from "./stranger-ways.ts";
import type { WorldHub } from "./world-hub.ts";

/** A question that people see, and who is there to answer it. */
export type Asked = Readonly<{
  hub: WorldHub;
  /** Of this question and this kind alone. */
  random: Random;
  ada: Person;
  bob: Person;
  later: Pending["later"];
  comment: number;
  issue: number;
  keys: readonly string[];
  /** It shows the plan. */
  isPlan: boolean;
}>;

/**
 * What people do about the questions that they are asked: each way is a kind of the fault plan, and several may come to pass for one question.
 * Where models ask on purpose, Ada answers unless she never comes.
 */
export function letPeopleAnswer(
  hub: WorldHub,
  random: Random,
  { faults, pending }: { faults: Faults; pending: Pending },
): void {
  const [ada, bob] = [personOf(hub, "ada"), personOf(hub, "bob")];
  const asked = new Map<number, Asked>();
  const react = (question: Asked, all: Ways, suffix: string) => {
    for (const [kind, way] of Object.entries(all))
      if (faults.strikes(kind))
        way({ ...question, random: random.fork(`${kind}/${question.comment}${suffix}`) });
  };
  hub.onEvent(({ name, action, payload }) => {
    if (name !== "issue_comment") return;
    const { comment, issue } = payload as Payload;
    const { id, body } = comment;
    if (!body.startsWith("<!-- fractal:question ")) return;
    const known = asked.get(id);
    if (action === "edited" && known !== undefined && boxesOf(body).length === 0) {
      asked.delete(id);
      faults.note(body.includes("### ⚪") ? "talk/withdrawn" : "talk/answered");
      react(known, { "person-answers-after": waysToAnswer.after }, "/after");
    }
    if (action !== "created") return;
    const isRule = body.includes("Answered by rule");
    faults.note(isRule ? "talk/answered by a rule" : "talk/questions");
    const isPlan = body.includes("**The plan so far**");
    const later: Pending["later"] = (ms, act) => pending.later(ms, act);
    const keys = boxesOf(body);
    const one = { hub, random, ada, bob, later, comment: id, issue: issue.number, keys, isPlan };
    if (!isRule) asked.set(id, one);
    react(one, { ...ways, ...strangerWays }, "");
    if (isAsking(faults) && !faults.isOver && !faults.strikes("person-never-comes"))
      waysToAnswer.once({ ...one, random: random.fork(`comes/${id}`) });
  });
}

type Payload = { comment: { id: number; body: string }; issue: { number: number } };

/** By kinds of the fault plan. */
export type Ways = Readonly<Record<string, (asked: Asked) => void>>;

const ways: Ways = {
  "person-answers": waysToAnswer.once,
  "person-answers-twice": waysToAnswer.twice,
  "person-answers-beside": waysToAnswer.beside,
  "person-contradicts": waysToAnswer.contradicts,
  "person-edits-answer": waysToAnswer.edits,
  "person-deletes-answer": waysToAnswer.deletes,
  "person-answers-late": waysToAnswer.late,
  "person-thumbs": waysToAnswer.thumbs,
  "person-approves": waysToAnswer.approves,
  "person-mangles-question": waysToAnswer.mangles,
  "person-edits-plan": editPlan,
};

/** Do models ask on purpose in this seed? */
function isAsking({ plan }: Faults): boolean {
  return ["model-asks", "worker-asks", "config-approves"].some((kind) => (plan[kind] ?? 0) > 0);
}
