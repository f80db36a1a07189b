/** A worker's report that says no more than it must. */
export const bareReport = {
  status: "done" as const,
  summary: "did it",
  filesChanged: [],
  testsRun: [],
  confidence: 1,
  unresolved: [],
  assumptions: [],
  policiesApplied: [],
};
