// Training steps of Assay, as a process that answers one JSON object a line, as torch_steps.py does; an argument "strict"
// or "narrow" (128-bit vectors only) sets what the steps run with:
// {"prepare": file, "threads": 2} → {"parameters": n}; {"run": seconds} → {"samplesPerSecond": x}.
import { createEngine, type Engine } from "@assay/kernels";
import { loadSpec, prepare } from "@assay/training";
import { revectorizeWhereEqual } from "@assay/training/checking";
import { createRepeatedStep } from "@assay/training/timing";
import { answerRequests } from "./answering.ts";

interface Request {
  readonly prepare: string;
  readonly threads: number;
}

const [, , setting] = process.argv;
const numerics = setting === "strict" ? "strict" : "fused";
if (setting !== "narrow") await revectorizeWhereEqual(numerics, console.error);
let engine: Engine | undefined;
await answerRequests(async (request: Request) => {
  await engine?.close();
  engine = createEngine({ threads: request.threads, numerics });
  const prepared = prepare(loadSpec(request.prepare));
  const { step, batch } = createRepeatedStep(prepared, engine);
  return { step, batch, parameters: prepared.parts.model.parameterCount };
});
await engine?.close();
