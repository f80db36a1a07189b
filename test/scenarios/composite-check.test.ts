import { expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { childrenOf, rootOf } from "#src/core/tree.ts";
import { submit, turn } from "../../examples/turns.ts";
import { openHouse } from "./house.ts";
import { oneLeaf, partOf } from "./one-leaf.ts";
import { plan } from "../../examples/models/plan.ts";
import { logReport } from "../../examples/models/log-report.ts";

const title = "Two reports: errors and slowest paths";
const verify = "test/run.sh && grep -q slowest README.md";
const whole = plan({ ...(partOf(title).plan as Parameters<typeof plan>[0]), verify });
const repair = (n: number, write: boolean) => ({
  title: `Repair ${n}: ${title}`,
  work: (prompt: string) => [
    turn("The README must name the new reports.", {
      name: "write_file",
      arguments: {
        path: "README.md",
        content: write ? "Reports: hits, errors, slowest.\n" : `Reports. ${prompt.length}\n`,
      },
    }),
    turn("Done.", submit("Wrote the README.", verify, ["README.md"])),
  ],
});
const script = [{ title, plan: whole }, ...logReport.filter((part) => part.title !== title)];
const spec = { title, body: "Both reports, and the README says so." };

test("a red check of the whole becomes a repair task, whose criterion is that check; still red, one more", async () => {
  const house = await openHouse(oneLeaf({ script: [repair(1, false), repair(2, true), ...script] }));
  await house.label(spec);
  const tree = await house.watch.rest();
  expect(stateOf(tree)).toBe("ready");
  const parts = childrenOf(tree, tree.root);
  expect(parts.map(({ title, origin, status }) => [title, origin, status])).toEqual([
    ["Count failed requests", "plan", "done"],
    ["List the slowest paths", "plan", "done"],
    [`Repair 1: ${title}`, "repair", "done"],
    [`Repair 2: ${title}`, "repair", "done"],
  ]);
  expect(parts[2]).toMatchObject({ verify, acceptance: "The red check is green." });
  expect(rootOf(tree).check).toMatchObject({ n: 3, judgement: { state: "passed" } });
});
