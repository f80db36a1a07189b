import { Talk } from "./talk.ts";
import type { Script } from "./world.ts";

/** A story that people can speak in, as far as this. */
export function begun(script: Script, until: (story: Talk) => boolean): Talk {
  const story = new Talk(script).label();
  story.run(() => until(story));
  return story;
}

export const hasIssue = (title: string) => (story: Talk) =>
  story.outline().some((line) => line.endsWith(` ${title}`)) && story.issueOf(title) > 0;

export const isRunning = (title: string) => (story: Talk) =>
  hasIssue(title)(story) && story.task(title).status === "running";
