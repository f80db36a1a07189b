import { type Script, startScriptedModel } from "../../examples/scripted-model.ts";
import { greeterScript } from "./greeter.ts";

/** The greeter's model, and what a shell must know to use it; without `bd`, which has its own test. */
export async function greeterModel(script: Script = greeterScript) {
  const model = await startScriptedModel(script);
  return {
    env: { OPENAI_BASE_URL: model.url, BD_BIN: "/none/bd" },
    requests: model.requests,
    [Symbol.asyncDispose]: () => model.close(),
  };
}
