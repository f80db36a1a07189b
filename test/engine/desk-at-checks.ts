import { type Desk, gate, openDesk } from "./desk.ts";

/** A desk whose leaves come as far as their checks, which answer once these are let go. */
export async function openDeskAtChecks(): Promise<{ desk: Desk; letGo: () => void }> {
  const checks = gate();
  const desk: Desk = await openDesk({
    say: async (effect, tree) => {
      if (effect.type === "ReadChecks" && effect.about === "attempt") await checks.opened;
      return desk.world.answer(tree, effect);
    },
  });
  return { desk, letGo: checks.open };
}
