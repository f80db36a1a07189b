import { registerHooks } from "node:module";

// `@actions/workflow-parser` imports its JSON schemas without the `with { type: "json" }` that Node demands. The hook adds it for that
// package alone and is gone once the package is loaded; hence the dynamic import, which runs after it is in place.
const hooks = registerHooks({
  load: (url, context, next) =>
    next(
      url,
      /@actions\/workflow-parser\/.*\.json$/.test(url)
        ? { ...context, importAttributes: { type: "json" } }
        : context,
    ),
});
const workflowParser = await import("@actions/workflow-parser");
hooks.deregister();

/** GitHub's own parser for workflow files: the grammar and its line-numbered errors. */
export const { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } = workflowParser;
