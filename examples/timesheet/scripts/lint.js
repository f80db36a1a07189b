// The house rules that a formatter does not know. Prints one line per finding and fails when there is any.
import { readdirSync, readFileSync } from "node:fs";

const findings = [];
const files = ["bin", "src", "scripts", "test"].flatMap((folder) =>
  readdirSync(folder).map((name) => `${folder}/${name}`),
);

for (const file of files) {
  const text = readFileSync(file, "utf8");
  const lines = text.split("\n");
  lines.forEach((line, index) => {
    const complain = (message) => findings.push(`${file}:${index + 1}: ${message}`);
    if (/\s$/.test(line)) complain("ends in white space");
    if (line.length > 120) complain("is longer than 120 characters");
    if (!file.startsWith("src/")) return;
    if (/\bconsole\./.test(line)) complain("src/ does not print; return the text to bin/");
    if (line.startsWith("export ") && lines[index - 1]?.trim().endsWith("*/") !== true) {
      complain("an export says what it does in a /** comment */ above it");
    }
  });
  if (!text.endsWith("\n")) findings.push(`${file}: does not end with a line break`);
}

for (const finding of findings) console.error(finding);
console.log(`${files.length} files, ${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;
