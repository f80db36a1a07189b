import type { ProposedChild, Proposal } from "#src/core/plan.ts";
import type { DrawnTask } from "./drawn-tree.ts";
import type { PlannerQuestion } from "./planner-question.ts";

/** What a planner of good will proposes for this task of the drawn tree. */
export function proposalFor(question: PlannerQuestion, task: DrawnTask | undefined): Proposal {
  if (task === undefined || (task.parts.length === 0 && question.mustSplit)) return ownWords(question);
  if (task.parts.length === 0) return leaf(task);
  const { size, verify, files, parts } = task;
  return { ...plain, size, decision: "split", verify, files: [...files], children: parts.map(childFor) };
}

const plain: Proposal = {
  type: "feature",
  size: "S",
  tags: [],
  risk: "low",
  decision: "execute",
  acceptance: "",
  verify: null,
  files: [],
  children: [],
  questions: [],
};

function leaf({ path, size, files }: DrawnTask): Proposal {
  return { ...plain, size, acceptance: `${path} is there`, verify: `check ${path}`, files: [...files] };
}

function childFor({ title, path, size, risk, verify, files, dependsOn }: DrawnTask): ProposedChild {
  return {
    title,
    objective: `Make ${path} as the spec says.`,
    type: "feature",
    size,
    risk,
    acceptance: `${path} is there`,
    verify,
    files: [...files],
    dependsOn: [...dependsOn],
  };
}

/** A task that the drawn tree does not know: a review, a repair, or a leaf that failed and must be split. */
function ownWords({ title, files, mustSplit, sizeMost }: PlannerQuestion): Proposal {
  const own = files.length > 0 ? [...files] : ["docs/more.txt"];
  if (!mustSplit)
    return { ...plain, size: "XS", acceptance: "it is said", verify: `check ${title}`, files: own };
  const half = (name: string, dependsOn: number[]): ProposedChild => ({
    title: `${title} ${name}`,
    objective: `The ${name} half.`,
    type: "feature",
    size: "XS",
    risk: "low",
    acceptance: `the ${name} half is there`,
    verify: `check ${title} ${name}`,
    files: own.slice(0, 3),
    dependsOn,
  });
  const children = [half("first", []), half("second", [0])];
  return { ...plain, size: sizeMost ?? "M", decision: "split", files: own, children };
}
