import { z } from "zod";
import type { Repo } from "./client.ts";
import { orRefusal } from "./refusal.ts";

/**
 * What a person may do in the repository at this moment. `maintain` counts as write, `triage` as read; who is no collaborator has `none`.
 * Bots have no answer here and are refused.
 */
export async function readPermission(
  { octokit, ...where }: Repo,
  login: string,
): Promise<{ level: "admin" | "write" | "read" | "none"; mayWrite: boolean }> {
  const answer = await orRefusal(
    [404],
    octokit.rest.repos.getCollaboratorPermissionLevel({ ...where, username: login }),
  );
  const level = "refusal" in answer ? "none" : Permission.parse(answer.data).permission;
  return { level, mayWrite: level === "admin" || level === "write" };
}

const Permission = z.object({ permission: z.enum(["admin", "write", "read", "none"]) });
