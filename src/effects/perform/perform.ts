import type { Effect } from "#src/core/effect.ts";
import { type EventOf, TreeEvent } from "#src/core/event.ts";
import { Usage } from "#src/core/report.ts";
import type { Tree } from "#src/core/tree.ts";
import { classify } from "#src/effects/github/classify.ts";
import { NeedsHuman, type NextStepError, Retryable, Terminal } from "#src/errors.ts";
import { z } from "zod";
import { githubOf, Held } from "./breakers.ts";
import { dispatchVerify, readChecks } from "./checks.ts";
import { closePullRequest } from "./close.ts";
import { dispatch } from "./dispatch.ts";
import { askFixer, askRouter } from "./help.ts";
import { comment, mirrorIssue, writeSticky } from "./mirror.ts";
import { countOverruled, countPolicies, notePolicy } from "./note-policy.ts";
import { PaidFailure } from "./paid-failure.ts";
import { askPlanner } from "./plan.ts";
import { runPreflight } from "./preflight.ts";
import { distilPolicy } from "./distil.ts";
import { filePolicy, retirePolicies } from "./file-policy.ts";
import { mergePullRequest, openPullRequest, publishPatch } from "./publish.ts";
import { refuseWish } from "./refuse-wish.ts";
import { cancelRun, collectReport } from "./report.ts";
import {
  acknowledgeRequest,
  checkPermission,
  ensureEpic,
  mergeDefault,
  openRootPullRequest,
  readEpic,
} from "./root.ts";
import { react, writeQuestion } from "./say.ts";
import type { World } from "./world.ts";

/**
 * Effect → the right hand → the events it caused. The only place that names errors: whatever a hand throws comes
 * back as `EffectFailed`, and the effect stays due. Every hand looks up by its key before it does.
 */
export function createPerform(world: World): (tree: Tree, effect: Effect) => Promise<readonly TreeEvent[]> {
  const { breakers } = world;
  return async (tree, effect) => {
    const started = world.clock();
    const say = (outcome: "done" | "failed", error?: string) =>
      world.trace.write({
        type: "effect",
        root: tree.root,
        task: effect.task,
        key: effect.key,
        attrs: {
          effect: effect.type,
          outcome,
          durationMs: world.clock() - started,
          ...(error !== undefined && { "error.type": error }),
        },
      });
    try {
      if (lookedUpInLists.includes(effect.type)) await world.listsCaughtUp;
      const work = () => hand(world, tree, effect);
      // A model takes minutes: nobody shall wait for its word about GitHub.
      const events = await (isOnItsOwn(effect) ? work() : breakers.through(githubOf(tree), work));
      for (const event of events) refuseUnreadable(event);
      say("done");
      return events;
    } catch (thrown) {
      const error = classify(thrown, world.clock());
      say("failed", `${error.name}: ${error.message}`);
      const message = error.hint === undefined ? error.message : `${error.message} (${error.hint})`;
      const retryAfterMs = error instanceof Retryable ? waitOf(world, effect, error) : undefined;
      return [
        {
          type: "EffectFailed",
          task: effect.task,
          key: effect.key,
          kind: kindOf(error),
          message,
          at: world.clock(),
          ...(retryAfterMs !== undefined && { retryAfterMs }),
          ...(error instanceof PaidFailure && { usage: error.usage }),
          ...(error instanceof Held && error.lasts && { lasts: true }),
        },
      ];
    }
  };
}

/**
 * What no start could read again would end this process and every later one; as a failure it stays an affair of its task.
 * @throws Terminal naming the field; PaidFailure where a model was paid for it
 */
function refuseUnreadable(event: TreeEvent): void {
  const { success, error } = TreeEvent.safeParse(event);
  if (success) return;
  const words = `what came of it is not as ${event.type} may be: ${z.prettifyError(error)}`;
  const paid = isReplied(event) ? Usage.safeParse(event.usage).data : undefined;
  throw paid === undefined ? new Terminal(words) : new PaidFailure(words, { usage: paid });
}

function isReplied(event: TreeEvent): event is EventOf<(typeof replies)[number]> {
  return replies.some((each) => each === event.type);
}

/** Each brings what its call is charged. */
const replies = ["PlannerReplied", "RouterReplied", "FixerReplied", "PolicyDistilled"] as const;

/** What was made before it failed, in another step of the same effect, is looked for when GitHub's lists show it. */
function waitOf(
  { listsLagMs = 0 }: World,
  { type }: Effect,
  { retryAfterMs }: Retryable,
): number | undefined {
  const atLeastMs = lookedUpInLists.includes(type) ? listsLagMs : 0;
  return atLeastMs > (retryAfterMs ?? 0) ? atLeastMs : retryAfterMs;
}

/** Those ask GitHub through its breaker themselves, or not at all. */
function isOnItsOwn({ type }: Effect): boolean {
  const own: Effect["type"][] = [
    "AskPlanner",
    "AskRouter",
    "AskFixer",
    "DistillPolicy",
    "NotePolicy",
    "CountPolicies",
    "CountOverruled",
  ];
  return own.includes(type);
}

function kindOf(error: NextStepError): EventOf<"EffectFailed">["kind"] {
  if (error instanceof Held) return "held";
  if (error instanceof Retryable) return "retry";
  return error instanceof NeedsHuman ? "human" : "terminal";
}

/** What is looked up in a list before it is made: a list that is behind would have it made twice. */
const lookedUpInLists: readonly Effect["type"][] = [
  "Dispatch",
  "DispatchVerify",
  "MirrorIssue",
  "WriteSticky",
  "Comment",
  "RefuseWish",
  "WriteQuestion",
];

function hand(world: World, tree: Tree, effect: Effect): Promise<TreeEvent[]> {
  switch (effect.type) {
    case "AcknowledgeRequest":
      return acknowledgeRequest(world, tree);
    case "CheckPermission":
      return checkPermission(world, tree, effect);
    case "RefuseWish":
      return refuseWish(world, tree, effect);
    case "RunPreflight":
      return runPreflight(world, tree);
    case "EnsureEpic":
      return ensureEpic(world, tree, effect);
    case "AskPlanner":
      return askPlanner(world, tree, effect);
    case "Dispatch":
      return dispatch(world, tree, effect);
    case "CancelRun":
      return cancelRun(world, tree, effect);
    case "CollectReport":
      return collectReport(world, tree, effect);
    case "PublishPatch":
      return publishPatch(world, tree, effect);
    case "OpenPullRequest":
      return openPullRequest(world, tree, effect);
    case "ReadChecks":
      return readChecks(world, tree, effect);
    case "DispatchVerify":
      return dispatchVerify(world, tree, effect);
    case "MergePullRequest":
      return mergePullRequest(world, tree, effect);
    case "ClosePullRequest":
      return closePullRequest(world, tree, effect);
    case "ReadEpic":
      return readEpic(world, tree, effect);
    case "MergeDefault":
      return mergeDefault(world, tree, effect);
    case "OpenRootPullRequest":
      return openRootPullRequest(world, tree);
    case "MirrorIssue":
      return mirrorIssue(world, tree, effect);
    case "WriteSticky":
      return writeSticky(world, tree, effect);
    case "Comment":
      return comment(world, tree, effect);
    case "React":
      return react(world, tree, effect);
    case "DistillPolicy":
      return distilPolicy(world, tree, effect);
    case "NotePolicy":
      return notePolicy(world, tree, effect);
    case "CountPolicies":
      return countPolicies(world, tree, effect);
    case "CountOverruled":
      return countOverruled(world, tree, effect);
    case "RetirePolicies":
      return retirePolicies(world, tree, effect);
    case "FilePolicy":
      return filePolicy(world, tree, effect);
    case "WriteQuestion":
      return writeQuestion(world, tree, effect);
    case "AskRouter":
      return askRouter(world, tree, effect);
    case "AskFixer":
      return askFixer(world, tree, effect);
    default:
      return effect satisfies never;
  }
}
