#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { readEntries } from "../src/entries.js";
import { formatDuration, minutesByProject } from "../src/report.js";

const USAGE = `usage: timesheet report FILE    hours per client and project`;

const [command, ...args] = process.argv.slice(2);

try {
  if (command === "report" && args.length === 1) report(args[0]);
  else fail(USAGE, 2);
} catch (error) {
  fail(`timesheet: ${error.message}`, 1);
}

function report(file) {
  for (const { name, minutes } of minutesByProject(readEntries(readFileSync(file, "utf8")))) {
    console.log(`${formatDuration(minutes).padStart(8)}  ${name}`);
  }
}

function fail(message, status) {
  console.error(message);
  process.exitCode = status;
}
