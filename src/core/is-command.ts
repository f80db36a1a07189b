/** Is the first word of the comment ours? People write it in any case. */
export function isCommand(body: string): boolean {
  return /^\s*\/fractal(?:\s|$)/i.test(body);
}
