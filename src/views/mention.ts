import { inline } from "./markdown.ts";

/** The one place where somebody is notified: only when their input is needed, and only what can be a login. */
export function mention(login: string): string {
  return /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/.test(login) ? `@${login}` : inline(login, 60);
}
