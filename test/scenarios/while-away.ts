import type { House } from "./house.ts";

/** People act while the App is away and GitHub's webhooks reach nobody; then it is back and has swept. */
export async function whileAway(house: House, act: () => Promise<unknown>): Promise<void> {
  await house.app.stop();
  await act();
  await house.hub.settled();
  const swept = house.witness.heard(({ template }) => template === "/installation/repositories");
  await house.app.start();
  await swept;
}
