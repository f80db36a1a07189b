import type { Heard } from "#src/core/heard.ts";
import type { Question } from "#src/core/question.ts";
import { Story } from "./story.ts";

/** A story in which people write comments and tick boxes. GitHub tells of their permission at once. */
export class Talk extends Story {
  #comment = 5000;

  /** A new comment on the issue of a task, or of the root; answers its number. */
  say(on: string, body: string, by = "alice"): number {
    this.#comment += 1;
    return this.write(on, { comment: this.#comment, body, by });
  }

  /** The comment of that number as it is now. */
  write(on: string, { comment, body, by = "alice" }: { comment: number; body: string; by?: string }): number {
    this.tell({ type: "CommentWritten", issue: this.#issue(on), comment, by, body, at: this.#at() });
    this.judgeSaid();
    return comment;
  }

  /** Boxes of the question of a task are ticked, these and no others; `judge` false: GitHub has not told yet who may. */
  tick(on: string, options: string, { by = "alice", n = this.question(on).n, judge = true } = {}): this {
    const { id } = on === "root" ? this.root : this.task(on);
    const ticked = [...options].map((option) => `question/${id}/${n}/${option}`);
    const comment = this.question(on).comment?.id ?? 4999;
    this.tell({ type: "BoxesTicked", issue: this.#issue(on), comment, by, ticked, at: this.#at() });
    return judge ? this.judgeSaid() : this;
  }

  judgeSaid(): this {
    for (let [wish] = this.root.facts.wishes; wish?.as === "said"; [wish] = this.root.facts.wishes) {
      const { n, by: login } = wish;
      this.tell({ type: "PermissionChecked", login, wish: n, allowed: this.world.mayWrite(login) });
    }
    return this;
  }

  question(of: string): Question {
    const { question } = of === "root" ? this.root : this.task(of);
    if (question === undefined) throw new Error(`nobody asked about ${of}:\n${this.outline().join("\n")}`);
    return question;
  }

  /** What became of what was said last. */
  get last(): Pick<Heard, "state" | "words" | "reply"> {
    const heard = this.root.facts.heard?.at(-1);
    if (heard === undefined) throw new Error("nobody said anything that was heard");
    const { state, words, reply } = heard;
    return { state, ...(words !== undefined && { words }), ...(reply !== undefined && { reply }) };
  }

  get talked(): number {
    return this.root.facts.heard?.length ?? 0;
  }

  #issue(on: string): number {
    return on === "root" ? 1 : this.issueOf(on);
  }

  /** GitHub counts whole seconds, and what is said comes a moment later. */
  #at(): number {
    this.now += 1000;
    return Math.ceil(this.now / 1000) * 1000;
  }
}
