import { plain } from "./plain.ts";

/**
 * Text of models and of other people, so that posting it does nothing but show it: it notifies nobody, links to no issue, closes
 * none, commands no bot, switches no checks off, hides nothing, loads no image and opens no HTML. What would act gets a zero-width space inside, so it still
 * reads as it was written. A backslash would not do: GitHub looks for mentions after Markdown is rendered, and mail and commit messages
 * are read without Markdown. Closing keywords need no care of their own: what they would close is no reference any more.
 */
export function neutralise(text: string): string {
  return rules.reduce((out, [pattern, replacement]) => out.replace(pattern, replacement), plain(text));
}

/** A text kept letter by letter for code, except that it cannot be taken for one of our hidden markers. */
export function verbatim(text: string): string {
  return plain(text).replaceAll("<!--", `<!${gap}--`);
}

const gap = "\u200b";

/** None makes what another looks for, so the order does not matter and once is enough. */
const rules: readonly (readonly [RegExp, string])[] = [
  // @name and @team; not the @ of a mail address or a version, which GitHub leaves alone.
  [/(?<![A-Za-z0-9])@(?=[A-Za-z0-9])/g, `@${gap}`],
  // #12, owner/repo#12, GH-12
  [/#(?=\d)/g, `#${gap}`],
  [/\bGH-(?=\d)/gi, `$&${gap}`],
  // &#64; would become an @ again
  [/&(?=#?[A-Za-z0-9]{1,31};)/g, `&${gap}`],
  // comments, tags, declarations
  [/<(?=[A-Za-z/!?])/g, `<${gap}`],
  // images, whose address can carry something away when they are loaded
  [/!(?=\[)/g, `!${gap}`],
  // definitions of links for the whole page
  [/\](?=:)/g, `]${gap}`],
  // task list boxes, which GitHub counts as progress
  [/^([ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[)(?=[ xX]\])/gm, `$1${gap}`],
  // /commands of bots
  [/^([ \t>]*)\/(?=[A-Za-z])/gm, `$1/${gap}`],
  // words in a commit's message that keep its checks from running
  [/\[(?=(?:skip|no|ci|actions)[ -](?:ci|skip|actions)\])/gi, `[${gap}`],
  [/skip-(?=checks:)/gi, `$&${gap}`],
  // links to issues leave a trace there, through this host they do not (docs.github.com, "Autolinked references and URLs")
  [
    /(?<![\w.-])(?:www\.)?github\.com(?=(?::\d{1,5})?\/[^\s/]{1,100}\/[^\s/]{1,100}\/(?:issues|pull|discussions)\/)/gi,
    "redirect.github.com",
  ],
];
