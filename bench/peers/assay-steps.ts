// Training steps of Assay, as a process that answers one JSON object a line, as torch_steps.py does; an argument "strict"
// or "revectorize" sets what the steps run with:
// {"prepare": file, "threads": 2} → {"parameters": n}; {"run": seconds} → {"samplesPerSecond": x}.
import { createInterface } from "node:readline";
import { createEngine, type Engine, revectorize } from "@assay/kernels";
import { loadSpec, prepare } from "@assay/training";
import { createRepeatedStep, type RepeatedStep } from "@assay/training/timing";
import { samplesPerSecond } from "./samples-per-second.ts";

interface Request {
  readonly prepare?: string;
  readonly threads?: number;
  readonly run?: number;
}

const answer = (reply: object): void => void process.stdout.write(`${JSON.stringify(reply)}\n`);

const [, , setting] = process.argv;
if (setting === "revectorize") revectorize();
let engine: Engine | undefined;
let step: RepeatedStep | undefined;
answer({ node: process.version });
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request;
  if (request.prepare !== undefined) {
    await engine?.close();
    engine = createEngine({ threads: request.threads ?? 1, numerics: setting === "strict" ? setting : "fused" });
    const prepared = prepare(loadSpec(request.prepare));
    step = createRepeatedStep(prepared, engine);
    answer({ parameters: prepared.parts.model.parameterCount });
  } else if (step) answer({ samplesPerSecond: samplesPerSecond(step.step, step.batch, request.run ?? 1) });
}
await engine?.close();
