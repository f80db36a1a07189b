/** A workflow command that a step printed, e.g. `::error file=a.ts,line=3::no such name`. */
export interface Command {
  name: string;
  properties: { [name: string]: string };
  message: string;
}

/** Reads one line of output; a line that is no command gives nothing. */
export function parseCommand(line: string): Command | undefined {
  const match = /^\s*::([A-Za-z][\w-]*)(?: ([^]*?))?::([^]*)$/.exec(line);
  if (match === null) return undefined;
  const [, name = "", properties = "", message = ""] = match;
  return {
    name: name.toLowerCase(),
    properties: parseProperties(properties),
    message: unescapeData(message),
  };
}

function parseProperties(text: string): Command["properties"] {
  const pairs = text
    .split(",")
    .map((pair) => pair.trim())
    .filter((pair) => pair.includes("="));
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at), unescapeProperty(pair.slice(at + 1))];
    }),
  );
}

function unescapeData(text: string): string {
  return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replaceAll("%3A", ":").replaceAll("%2C", ","));
}
