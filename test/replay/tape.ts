import { due } from "#src/core/due.ts";
import type { TraceEntry, TraceSink } from "#src/core/trace-line.ts";
import { rootTaskId } from "#src/core/task-id.ts";
import type { Task } from "#src/core/tree.ts";
import { DecisionRecorder } from "#src/effects/telemetry/decision-recorder.ts";
import { type Decided, Story } from "#test/core/story.ts";
import type { Script } from "#test/core/world.ts";

/** Records stories as the App records its roots, into lines that are the same every time. */
export class Tape {
  readonly lines: string[] = [];
  readonly #recorders = new Map<string, DecisionRecorder>();
  readonly #sink: TraceSink;
  #loads = 1;
  #now = 0;

  /** @param sink where the lines go; kept in `lines` when left out */
  constructor(sink?: TraceSink) {
    this.#sink = sink ?? this.#ownSink;
  }

  /** A root that lives through a script, from its label on. */
  story(script: Script, { issue = 1 }: { issue?: number } = {}): Story {
    const story = new Story(script, { keep: (decided) => this.#keep(decided) });
    if (issue === 1) return story.label();
    story.tree = { root: rootTaskId("o/r", issue), tasks: new Map() };
    const about = { owner: "o", repo: "r", issue: { number: issue, id: issue * 10, nodeId: `I_${issue}` } };
    const asked = { title: "Add a printer", body: "It prints.", by: "alice", at: story.now };
    return story.tell({ type: "RootRequested", ...about, ...asked });
  }

  /** The process ends and another one goes on. */
  restart(...stories: readonly Story[]): void {
    this.#recorders.clear();
    this.#loads = 1;
    for (const story of stories) story.tell({ type: "Restarted" });
  }

  /** A person edits a row with `bd`, and everything is read again. */
  edit(story: Story, title: string, change: (task: Task) => Task): void {
    this.#loads += 1;
    this.keepEdit(story, title, change);
  }

  /** A person's edit is kept by the very write that meets it, and nothing is read. */
  keepEdit(story: Story, title: string, change: (task: Task) => Task): void {
    const task = story.task(title);
    story.tree = { ...story.tree, tasks: new Map([...story.tree.tasks, [task.id, change(task)]]) };
    story.tell({ type: "TimePassed" });
  }

  #keep({ before, after, event, changes, now }: Decided): void {
    const recorder = this.#recorders.get(before.root) ?? new DecisionRecorder(before.root, this.#sink);
    this.#recorders.set(before.root, recorder);
    this.#now = now;
    const batch = { before, after, loads: this.#loads, steps: [{ event, changes }], now };
    recorder.record({ ...batch, due: due(after, { now }) });
  }

  readonly #ownSink: TraceSink = {
    write: ({ type, attrs, ...rest }: TraceEntry) => {
      const ts = new Date(this.#now).toISOString();
      const seq = this.lines.length + 1;
      this.lines.push(JSON.stringify({ v: 1, ts, seq, run: "story", ...rest, type, attrs }));
    },
    blob: () => {
      throw new Error("a story has no long texts");
    },
  };
}
