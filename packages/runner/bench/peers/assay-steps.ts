// Training steps of Assay, as a process that answers one JSON object a line, as torch_steps.py does:
// {"prepare": file, "threads": 2} → {"parameters": n}; {"run": seconds} → {"samplesPerSecond": x}.
import { createInterface } from "node:readline";
import { loadSpec } from "../../src/spec/index.ts";
import { prepare } from "../../src/train/prepare.ts";
import { createStepBench, type StepBench } from "../step-bench.ts";

interface Request {
  readonly prepare?: string;
  readonly threads?: number;
  readonly run?: number;
}

const answer = (reply: object): void => void process.stdout.write(`${JSON.stringify(reply)}\n`);

let bench: StepBench | undefined;
answer({ node: process.version });
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request;
  if (request.prepare !== undefined) {
    await bench?.engine.close();
    bench = createStepBench(prepare(loadSpec(request.prepare)), { threads: request.threads ?? 1 });
    answer({ parameters: bench.parameters });
  } else if (bench) answer({ samplesPerSecond: run(bench, request.run ?? 1) });
}
await bench?.engine.close();

/** Samples a second of steps that go on for about `seconds`. */
function run({ step, batch }: StepBench, seconds: number): number {
  const start = performance.now();
  for (let count = 1; ; count++) {
    step();
    const elapsed = (performance.now() - start) / 1000;
    if (elapsed >= seconds) return (count * batch) / elapsed;
  }
}
