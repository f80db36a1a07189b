import type { Faults, Random } from "../parts.ts";
import { doubtAt, printOfDoubt } from "./doubts.ts";
import type { Pending } from "./pending.ts";
import { type Person, personOf, push } from "./person.ts";
import { place } from "./place.ts";
import { say, strangerOf, thumb, tick } from "./saying.ts";
import { boxesOf } from "#src/views/ticked-boxes.ts";
import type { WorldHub } from "./world-hub.ts";

const minute = 60_000;

/** What people make of the rules that are proposed to them, and those that they write by hand; by kinds of the fault plan. */
export function letPeopleRule(
  hub: WorldHub,
  random: Random,
  { faults, pending }: { faults: Faults; pending: Pending },
): void {
  const [ada, bob] = [personOf(hub, "ada"), personOf(hub, "bob")];
  const mood = (name: string | number) => random.fork(`${name}`);
  const proposed = new Set<number>();
  const when = (kind: string, name: number, act: (mine: Random) => Promise<unknown>) => {
    if (!faults.strikes(kind)) return;
    const mine = mood(`${kind}/${name}`);
    pending.later(mine.between(1000, 30 * minute), async () => void (await act(mine)));
  };
  hub.onEvent(({ name, action, payload }) => {
    if (name === "issue_comment" && (action === "created" || action === "edited")) {
      const { comment, issue } = payload as Commented;
      const { id, body } = comment;
      const key = boxesOf(body).find((each) => each.startsWith("policy/"));
      if (key === undefined || proposed.has(id) || !hub.state.comments.get(id)?.viaApp) return;
      proposed.add(id);
      faults.note("talk/rules proposed");
      const { number } = issue;
      when("rule-ticked", id, () => tick(hub, ada, id, [key]));
      when("rule-accepted", id, () => say(ada, number, "/fractal policy accept"));
      when("rule-thumbed", id, () => thumb(bob, id));
      when("stranger-rules", id, (mine) =>
        mine.chance(0.5)
          ? say(strangerOf(hub, mine), number, "/fractal policy accept")
          : thumb(strangerOf(hub, mine), id),
      );
    }
    if (name === "pull_request" && action === "opened") {
      const { number, head } = (payload as Opened).pull_request;
      if (!head.ref.startsWith("fractal/policies/")) return;
      faults.note("talk/rules offered");
      when("rule-merged", number, () => ada.ask("PUT", `/pulls/${number}/merge`, {}));
      when("rule-closed", number, () => ada.ask("PATCH", `/pulls/${number}`, { state: "closed" }));
    }
  });
  writeByHand(bob, mood("by hand"), { faults, pending });
}

type Commented = { comment: { id: number; body: string }; issue: { number: number } };
type Opened = { pull_request: { number: number; head: { ref: string } } };

/** Mostly before anything was asked for: a tree reads the rules when it begins. */
function writeByHand(
  by: Person,
  random: Random,
  { faults, pending }: { faults: Faults; pending: Pending },
): void {
  for (const kind of ["rule-written", "rule-written", "rule-broken"]) {
    const at = random.chance(0.7) ? 1 : random.between(1000, 60 * minute);
    const [path, text] = kind === "rule-broken" ? random.pick(brokenRules) : goodRule(random);
    if (!faults.strikes(kind)) continue;
    pending.later(at, async () => void (await push(by, place.defaultBranch, path, text)));
  }
}

/** JSON is YAML too. */
function goodRule(random: Random): readonly [path: string, text: string] {
  const doubt = doubtAt(random.next()) ?? { words: "Be brief", options: [], best: null };
  const [first = "yes"] = doubt.options;
  const file = {
    rule: `${doubt.words} ${first}.`,
    scope: random.pick([{}, { paths: ["src/**"] }, { paths: ["src/**", "docs/"], types: ["feature"] }]),
    ...(random.chance(0.8) && {
      question: printOfDoubt(random.pick(["clarify", "missing"]), doubt),
      answer: random.pick([first, "As you like."]),
    }),
    by: "bob",
    since: "2026-01-02",
  };
  return [`.fractal/policies/by-hand-${random.int(5)}.yml`, JSON.stringify(file)];
}

const brokenRules: readonly (readonly [path: string, text: string])[] = [
  [".fractal/policies/not-yaml.yml", "rule: [unclosed\n: :"],
  [".fractal/policies/empty.yml", "\n"],
  [".fractal/policies/Not A Name.yml", "rule: Be brief.\nby: bob\nsince: 2026-01-02\n"],
  [".fractal/policies/long.yml", `rule: "one\\ntwo\\nthree"\nby: bob\nsince: 2026-01-02\n`],
  [".fractal/policies/more.yml", "rule: Be brief.\nby: bob\nsince: 2026-01-02\nmore: x\n"],
  [".fractal/policies/dated.yml", "rule: Be brief.\nby: bob\nsince: yesterday\n"],
];
