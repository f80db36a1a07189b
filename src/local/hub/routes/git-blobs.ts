import { z } from "zod";
import { notFound } from "../errors.ts";
import { repoUrl } from "../render/repo.ts";
import { type Answer, bodyOf, type RepoCall, repoRoute, type Route } from "../router.ts";
import { CONTENTS_READ, CONTENTS_WRITE } from "./contents-access.ts";

export const gitBlobRoutes: Route[] = [
  repoRoute("POST", "/git/blobs", CONTENTS_WRITE, createBlob),
  repoRoute("GET", "/git/blobs/{file_sha}", CONTENTS_READ, getBlob),
];

const git = (call: RepoCall) => call.ctx.git(call.repo);

const NewBlob = z.object({ content: z.string(), encoding: z.enum(["utf-8", "base64"]).default("utf-8") });

async function createBlob(call: RepoCall): Promise<Answer> {
  const { content, encoding } = bodyOf(call, NewBlob);
  const sha = await git(call).writeBlob(Buffer.from(content, encoding === "base64" ? "base64" : "utf8"));
  return { status: 201, json: { sha, url: `${repoUrl(call.ctx, call.repo)}/git/blobs/${sha}` } };
}

async function getBlob(call: RepoCall): Promise<Answer> {
  const sha = call.params["file_sha"] ?? "";
  if ((await git(call).typeOf(sha)) !== "blob") throw notFound();
  const bytes = await git(call).readBlob(sha);
  if (call.headers.accept?.includes("raw"))
    return { status: 200, raw: { type: "application/octet-stream", bytes } };
  const url = `${repoUrl(call.ctx, call.repo)}/git/blobs/${sha}`;
  const json = {
    sha,
    node_id: `B_${sha}`,
    size: bytes.length,
    url,
    content: bytes.toString("base64"),
    encoding: "base64",
  };
  return { status: 200, json };
}
