import type { OpenGround } from "#test/local/hub/ground.ts";
import type { Webhook } from "#test/local/hub/recorder.ts";
import { SeededRandom } from "../seeded-random.ts";
import { openMemoryHub } from "./memory-hub.ts";
import { pushFiles } from "./push-files.ts";

/** The ground of the simulator, for the stories that are told of the hub on loopback. */
export const inMemory: OpenGround = async ({ app, overlay = {} }, recorder) => {
  const memory = openMemoryHub({ app, overlay, random: new SeededRandom("stories") });
  memory.setDeliver((event, delivery, payload) => {
    recorder.hear({ event, delivery, payload: JSON.parse(JSON.stringify(payload)) as Webhook["payload"] });
  });
  const none = (): never => {
    throw new Error(
      "A hub in memory has neither sockets nor clones: push with `world.push`, or take the story's file out of test/simulation/hub/memory-hub.test.ts",
    );
  };
  return {
    hub: { ...memory, setWebhook: none, close: () => memory.settled() },
    fetch: memory.fetch,
    push: (repo, branch, files, message) =>
      pushFiles(memory.context, repo, { login: "ada", branch, files, message, from: repo.defaultBranch }),
    clone: none,
    close: () => memory.settled(),
  };
};
