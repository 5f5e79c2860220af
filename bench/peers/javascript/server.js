// What both peers do alike: one JSON object a line in and out, the data, the batches in random order.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/** Seconds that a step may take to be worth many rounds. */
const PATIENCE = 5;

const answer = (reply) => process.stdout.write(`${JSON.stringify(reply)}\n`);

/**
 * Answers {"prepare": network} → {"parameters": n} and {"run": seconds} → {"samplesPerSecond": x}.
 *
 * @param versions what the peer runs on
 * @param prepare network → { parameters, step(images, labels) }, images [batch · size] normalized; a step may
 *   be asynchronous
 */
export async function serve(versions, prepare) {
  let step;
  let batch;
  answer(versions);
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    try {
      if (request.prepare) {
        const network = request.prepare;
        await refuseSlow(await stepOf(network, prepare, 1), network.batch);
        batch = network.batch;
        step = await stepOf(network, prepare, batch);
        await step();
        answer({ parameters: step.parameters });
      } else answer({ samplesPerSecond: await run(step, batch, request.run) });
    } catch (error) {
      answer({ error: String(error.message ?? error).split("\n")[0] });
    }
  }
  process.exit(); // the libraries' threads would keep it alive
}

/** A step over one batch after the other. */
async function stepOf(network, prepare, batch) {
  const { step, parameters } = await prepare({ ...network, batch });
  const next = batchesOf({ ...network, batch });
  return Object.assign(async () => step(...next()), { parameters });
}

/** Tries a step of one sample, before minutes are spent on one of a whole batch. */
async function refuseSlow(step, batch) {
  await step(); // compiles
  const seconds = 1 / (await run(step, 1, 0));
  if (seconds * batch > PATIENCE) throw new Error(`a step of one sample takes ${seconds.toFixed(2)} s`);
}

async function run(step, batch, seconds) {
  const start = performance.now();
  for (let count = 1; ; count++) {
    await step();
    const elapsed = (performance.now() - start) / 1000;
    if (elapsed >= seconds) return (count * batch) / elapsed;
  }
}

/** Batches without end: gathered and normalized images, labels. */
function batchesOf({ images, labels, input, batch, scale, shift }) {
  const [pixels, classes] = [readFileSync(images), readFileSync(labels)];
  const size = input.reduce((product, extent) => product * extent, 1);
  const order = Int32Array.from(classes.keys());
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  let at = 0;
  return () => {
    if (at + batch > order.length) at = 0;
    const x = new Float32Array(batch * size);
    const y = new Int32Array(batch);
    for (let i = 0; i < batch; i++) {
      const from = order[at + i] * size;
      for (let p = 0; p < size; p++) x[i * size + p] = pixels[from + p] * scale + shift;
      y[i] = classes[order[at + i]];
    }
    at += batch;
    return [x, y];
  };
}
