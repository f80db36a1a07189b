import type { ProposedChild, Proposal } from "#src/core/plan.ts";
import type { Size } from "#src/core/task.ts";

/** A child that is fit to be executed, unless something else is said. Its file is its title's. */
export function part(title: string, about: Partial<ProposedChild> = {}): ProposedChild {
  return {
    title,
    objective: `make ${title}`,
    type: "feature",
    size: "S",
    risk: "low",
    acceptance: `${title} works`,
    verify: "npm test",
    files: [`src/${title.replaceAll(" ", "-")}.js`],
    dependsOn: [],
    ...about,
  };
}

export function execute(about: Partial<Proposal> = {}): Proposal {
  return {
    type: "feature",
    size: "S",
    tags: [],
    risk: "low",
    decision: "execute",
    acceptance: "it works",
    verify: "npm test",
    files: ["src/a.js"],
    children: [],
    questions: [],
    ...about,
  };
}

export function split(size: Size, children: ProposedChild[], about: Partial<Proposal> = {}): Proposal {
  return execute({ size, children, decision: "split", acceptance: "", verify: null, files: [], ...about });
}

export function clarify(question: string): Proposal {
  return execute({
    decision: "clarify",
    questions: [{ question, options: ["yes", "no"], recommendation: "yes" }],
  });
}
