import type { House } from "./house.ts";

/** A person writes a file by GitHub's web editor: one commit on a branch, the default one when left out. */
export async function rewrite(
  { person, at }: House,
  path: string,
  text: string,
  branch?: string,
): Promise<void> {
  const { repos } = person("ada").rest;
  const where = { ...at, path, ...(branch !== undefined && { ref: branch }) };
  const sha = await repos.getContent(where).then(
    ({ data }) => ("sha" in data ? data.sha : undefined),
    () => undefined,
  );
  await repos.createOrUpdateFileContents({
    ...at,
    path,
    message: `Write ${path}`,
    content: Buffer.from(text).toString("base64"),
    ...(sha !== undefined && { sha }),
    ...(branch !== undefined && { branch }),
  });
}
