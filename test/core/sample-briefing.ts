import { Briefing } from "#src/core/briefing.ts";

/** A briefing with something in every part. */
export function sampleBriefing(change: Partial<Briefing> = {}): Briefing {
  return Briefing.parse({
    v: 1,
    key: "fx-abc12345/2/dispatch",
    root: "fx-root0001",
    task: {
      id: "fx-abc12345",
      title: "Add a retry",
      objective: "Retry the request once.",
      size: "S",
      type: "feature",
    },
    attempt: { n: 2, max: 3, model: "small" },
    acceptance: "A failed request is sent again once",
    verify: "npm test",
    scope: {
      owned: ["src/request.ts"],
      protected: ["test/hidden/**"],
      filesMax: 2,
      changedLinesMax: 150,
      bytesMax: 50_000,
    },
    context: {
      spec: "The client should be patient.",
      files: [
        { path: "src/request.ts", excerpt: "export function request() {}" },
        { path: "README.md", excerpt: "# Client" },
      ],
      siblings: [{ title: "Add a timeout", summary: "request() takes timeoutMs", files: ["src/request.ts"] }],
    },
    policies: [{ id: "P-12", text: "No new dependencies." }],
    guidance: ["Retry on 5xx only."],
    lastFailure: { class: "check", digest: "expected 2 calls, got 1", patchSummary: "src/request.ts +3 -0" },
    limits: {
      steps: 30,
      inputTokens: 400_000,
      outputTokens: 40_000,
      replyTokens: 8000,
      usd: 0.5,
      wallMs: 1_200_000,
      testMs: 300_000,
      testOutputBytes: 16_000,
    },
    tools: ["read_file", "submit"],
    provider: { baseUrl: "http://127.0.0.1:1/v1", price: { inputPerMTok: 0.25, outputPerMTok: 2 } },
    ...change,
  });
}
