import { judgePatch, type GuardedFile } from "#src/core/patch-guard.ts";
import type { Report } from "#src/core/report.ts";
import { type ChangedFile, collectPatch } from "#src/worker/patch.ts";
import type { ArgsOf, ToolResult, WorkerContext } from "#src/worker/worker-context.ts";

/** Takes the report when the patch would stand, and says what must be mended when it would not. Facts come from us, words from the model. */
export async function submit(args: ArgsOf<"submit">, context: WorkerContext): Promise<ToolResult> {
  const { files } = await collectPatch(context.snapshot, context.scope);
  const report = reportOf(args, files, context);
  if (report.status !== "done") return { ok: true, text: "taken", end: { outcome: "blocked", report } };
  const violations = judgePatch(
    files.map((changed) => guarded(changed)),
    { ...context.scope, limits: context.briefing.scope },
  );
  const leak = files.find(({ content }) =>
    // A placeholder such as "none" is a word, not a credential.
    context.known.some((value) => value.length >= credentialCharsMin && content?.includes(value)),
  );
  const faults = [
    ...violations.map(({ words }) => words),
    ...(leak === undefined ? [] : [`${leak.file.path} holds a credential of this job`]),
  ];
  if (faults.length > 0) return { ok: false, text: `not taken: ${faults.slice(0, 10).join("; ")}` };
  if (context.briefing.verify !== null && !context.green && !context.nudged) {
    context.nudged = true;
    return {
      ok: false,
      text: "not taken: the check has not passed since your last change; call run_tests, then submit",
    };
  }
  return { ok: true, text: "taken", end: { outcome: "submitted", report } };
}

const credentialCharsMin = 8;

function reportOf(args: ArgsOf<"submit">, files: readonly ChangedFile[], context: WorkerContext): Report {
  const { question, ...claims } = args;
  const recommendation = question?.recommendation ?? undefined;
  return {
    ...claims,
    filesChanged: files.map(({ file }) => file.path).slice(0, 200),
    testsRun: context.testsRun.slice(-50),
    ...(question && {
      question: {
        title: question.title,
        options: question.options,
        ...(recommendation !== undefined && { recommendation }),
      },
    }),
  };
}

function guarded({ file, content }: ChangedFile): GuardedFile {
  return content === undefined || file.binary === true ? file : { ...file, text: content.toString("utf8") };
}
