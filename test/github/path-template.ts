/** Parameters that GitHub lets run over slashes: branch and ref names, file paths, the two sides of a comparison. */
const MULTI_SEGMENT = /\\\{(path|ref|branch|basehead)\\\}/g;

/** The template that a concrete path belongs to; the one with the most fixed text wins (`/issues/comments` before `/issues/{number}`). */
export function findTemplate(templates: readonly string[], pathname: string): string | undefined {
  return templates
    .filter((template) => toRegex(template).test(pathname))
    .toSorted((a, b) => fixedLength(b) - fixedLength(a))[0];
}

const compiled = new Map<string, RegExp>();

function toRegex(template: string): RegExp {
  let regex = compiled.get(template);
  if (!regex) {
    const escaped = template.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    regex = new RegExp(
      `^${escaped.replaceAll(MULTI_SEGMENT, "(.+)").replaceAll(/\\\{\w+\\\}/g, "([^/]+)")}$`,
    );
    compiled.set(template, regex);
  }
  return regex;
}

function fixedLength(template: string): number {
  return template.replaceAll(/\{\w+\}/g, "").length;
}
