import { z } from "zod";
import { JsonText } from "../json-text.ts";
import { TaskStoreError } from "../task-store-error.ts";
import type { Spawned } from "./spawn-group.ts";

/** With the envelope the error is inside `data`; some commands print it bare. */
const Said = z.object({ error: z.string(), hint: z.string().optional() });
const ErrorAnswer = JsonText.pipe(z.union([z.object({ data: Said }).transform(({ data }) => data), Said]));

/** What went wrong, from stdout's JSON, else stderr's JSON, else stderr's text: bd uses all three. */
export function bdFailure(verb: string, spawned: Spawned, timeoutMs: number): TaskStoreError {
  if (spawned.isTimeout) {
    return new TaskStoreError("retry", `bd ${verb} did not end within ${timeoutMs / 1000} s and was stopped`);
  }
  const how = spawned.code === null ? "was killed" : `failed with exit code ${spawned.code}`;
  const said = [spawned.stdout, fromFirstBrace(spawned.stderr)].map((text) => ErrorAnswer.safeParse(text));
  const answer = said.find((parsed) => parsed.success)?.data;
  const why = answer === undefined ? plain(spawned) : [answer.error, answer.hint].filter(Boolean).join("; ");
  return new TaskStoreError("person", `bd ${verb} ${how}: ${why}`);
}

/** Warnings precede the JSON on stderr. */
function fromFirstBrace(stderr: string): string {
  const at = stderr.search(/^\{/m);
  return at < 0 ? "" : stderr.slice(at);
}

function plain({ stdout, stderr }: Spawned): string {
  const lines = (stderr.trim() || stdout.trim()).split("\n");
  return lines.slice(0, 5).join(" / ").slice(0, 500) || "it said nothing";
}
