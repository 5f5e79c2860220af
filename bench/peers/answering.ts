import { createInterface } from "node:readline";

/** A training step over a batch, or a layer's two passes. */
export interface Prepared {
  readonly step: () => void;
  readonly batch: number;
  readonly parameters: number;
}

/**
 * Answers requests, one JSON object a line, until there are no more, as answering.py does: one that has "prepare" is turned
 * into a step, {"run": seconds} runs it for about so long.
 *
 * @param prepare is called once at a time; what it holds from the time before it may let go
 */
export async function answerRequests<Request>(prepare: (request: Request) => Promise<Prepared>): Promise<void> {
  const answer = (reply: object): void => void process.stdout.write(`${JSON.stringify(reply)}\n`);
  let prepared: Prepared | undefined;
  answer({ node: process.version });
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as { readonly prepare?: unknown; readonly run?: number };
    if (request.prepare !== undefined) {
      prepared = await prepare(request as Request);
      answer({ parameters: prepared.parameters });
    } else if (prepared)
      answer({ samplesPerSecond: samplesPerSecond(prepared.step, prepared.batch, request.run ?? 1) });
  }
}

/** Samples a second of steps over a batch that go on for about `seconds`. */
function samplesPerSecond(step: () => void, batch: number, seconds: number): number {
  const start = performance.now();
  for (let count = 1; ; count++) {
    step();
    const elapsed = (performance.now() - start) / 1000;
    if (elapsed >= seconds) return (count * batch) / elapsed;
  }
}
