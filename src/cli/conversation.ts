import type { Heard } from "#src/core/heard.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import { clip, oneLine } from "#src/views/plain.ts";
import type { Answers } from "./answers-file.ts";
import { commentFor, type OpenQuestion, openQuestions } from "./open-question.ts";
import type { Progress } from "./progress.ts";
import { promptOf, questionLines } from "./question-lines.ts";

export type ConversationParts = Readonly<{
  answers: Answers | undefined;
  progress: Pick<Progress, "say" | "ask">;
  /** Says it as the person; when it resolves the App has been told of it. */
  comment: (issue: number, body: string) => Promise<number>;
  /** Looks again soon. */
  again: () => void;
  fail: (error: unknown) => void;
}>;

/** What is asked of the person who runs us, one question after the other: answered from their file, else by themselves. */
export class Conversation {
  readonly #parts: ConversationParts;
  /** Left by the person, or answered from the file: not asked again in this run. */
  readonly #over = new Set<string>();
  #now: Now | undefined;
  #isEnded = false;

  constructor(parts: ConversationParts) {
    this.#parts = parts;
  }

  /** While it is, the run has not come to its end. */
  get isBusy(): boolean {
    return this.#now !== undefined;
  }

  /** @param isQuiet nothing is under way: what is not heard by now is heard by nobody */
  look(tree: Tree, isQuiet: boolean): void {
    if (this.#isEnded) return;
    const open = openQuestions(tree);
    if (this.#now !== undefined) return this.#goOn(tree, open, isQuiet);
    const { answers, progress } = this.#parts;
    const next = open.find(
      (each) => !this.#over.has(each.key) && (answers?.has(each) === true || progress.ask !== undefined),
    );
    if (next === undefined) return;
    const now: Now = { key: next.key, stop: new AbortController() };
    this.#now = now;
    this.#deal(next, now)
      .catch((error: unknown) => now.stop.signal.aborted || this.#parts.fail(error))
      .finally(() => {
        this.#now = undefined;
        this.#parts.again();
      });
  }

  /** Asks no more. */
  [Symbol.dispose](): void {
    this.#isEnded = true;
    this.#now?.stop.abort();
    this.#now?.said?.heard(undefined);
  }

  #goOn(tree: Tree, open: readonly OpenQuestion[], isQuiet: boolean): void {
    const { key, stop, said } = this.#now ?? {};
    if (said === undefined) {
      // Somebody else answered it meanwhile.
      if (!open.some((each) => each.key === key)) stop?.abort();
      return;
    }
    const heard = rootOf(tree).facts.heard?.find(({ comment }) => comment === said.comment);
    if (isQuiet || (heard !== undefined && heard.state !== "asked")) said.heard(heard);
  }

  async #deal(question: OpenQuestion, now: Now): Promise<void> {
    const { answers, progress, comment, again } = this.#parts;
    const known = answers?.take(question);
    const text =
      known ?? (await progress.ask?.(questionLines(question), promptOf(question), now.stop.signal));
    if (text === undefined) return;
    if (known !== undefined || text.trim() === "") this.#over.add(question.key);
    if (text.trim() === "")
      return progress.say(`  left waiting; fractal answer ${question.issue} answers it, now or later`);
    if (known !== undefined) for (const line of fromFile(question, known, answers?.file)) progress.say(line);
    const made = commentFor(question, text);
    if ("fault" in made) return progress.say(`  not done: ${made.fault}`);
    const id = await comment(question.issue, made.body);
    const { promise, resolve } = Promise.withResolvers<Heard | undefined>();
    now.said = { comment: id, heard: resolve };
    again();
    const heard = await promise;
    if (heard?.state === "no") progress.say(`  not done: ${clip(oneLine(heard.words ?? ""), 400)}`);
  }
}

type Now = { key: string; stop: AbortController; said?: Said };

/** What was said as a comment, and who waits to hear what came of it. */
type Said = Readonly<{ comment: number; heard: (heard: Heard | undefined) => void }>;

function fromFile(question: OpenQuestion, text: string, file = ""): string[] {
  const [, ...lines] = questionLines(question);
  return [...lines, `  answered from ${file}: ${clip(oneLine(text), 200)}`];
}
