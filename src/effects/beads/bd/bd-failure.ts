import { z } from "zod";
import { JsonText } from "../json-text.ts";
import { TaskStoreError } from "../task-store-error.ts";
import type { Spawned } from "./spawn-group.ts";

/** With the envelope the error is inside `data`; some commands print it bare. */
const Said = z.object({ error: z.string(), hint: z.string().optional() });
const ErrorAnswer = JsonText.pipe(z.union([z.object({ data: Said }).transform(({ data }) => data), Said]));

const locked =
  /locked by another|database is locked|exclusive lock|gate busy|maintenance operation is running|lock(ed)? (wait )?time(d )?out|resource temporarily unavailable/i;
const full = /no space left on device|file too large|disk quota exceeded/i;
const otherSchema = /(unknown column|column .{0,80}could not be found|table not found|schema version)/i;

/** Somebody else has the database: the same call may succeed when they are done. */
export function isLocked(failure: TaskStoreError): boolean {
  return locked.test(failure.message);
}

/**
 * What went wrong, from stdout's JSON, else stderr's JSON, else stderr's text: bd uses all three. Of what was cut off
 * by a kill, a crash or a timeout nobody knows whether it was written: `retry`, after reading.
 */
export function bdFailure(verb: string, spawned: Spawned, timeoutMs: number): TaskStoreError {
  if (spawned.isTimeout) {
    return new TaskStoreError("retry", `bd ${verb} did not end within ${timeoutMs / 1000} s and was stopped`);
  }
  const { code, stdout, stderr } = spawned;
  const said = [stdout, fromFirstBrace(stderr)].map((text) => ErrorAnswer.safeParse(text));
  const answer = said.find((parsed) => parsed.success)?.data;
  const why = answer === undefined ? plain(spawned) : [answer.error, answer.hint].filter(Boolean).join("; ");
  const words = `bd ${verb} ${code === null ? "was killed" : `failed with exit code ${code}`}: ${why}`;
  if (full.test(why))
    return new TaskStoreError("person", `${words}: the disk is full; make room and start again`);
  if (otherSchema.test(why)) {
    const remedy =
      "was the database changed by another version of bd? Name that one in BD_BIN and start again";
    return new TaskStoreError("person", `${words}: ${remedy}`);
  }
  const isCutOff = code === null || /^(panic|fatal error|SIG[A-Z]+):/m.test(stderr);
  return new TaskStoreError(isCutOff || locked.test(why) ? "retry" : "person", words);
}

/** Warnings precede the JSON on stderr. */
function fromFirstBrace(stderr: string): string {
  const at = stderr.search(/^\{/m);
  return at < 0 ? "" : stderr.slice(at);
}

/** The first lines; of a crash the line that says why. */
function plain({ stdout, stderr }: Spawned): string {
  const text = stderr.trim() || stdout.trim();
  const fatal = /^\s*(fatal error: .*)$/m.exec(text)?.[1];
  const lines = fatal === undefined ? text.split("\n").slice(0, 5) : [fatal];
  return lines.join(" / ").slice(0, 500) || "it said nothing";
}
