import { accessesOf, callsOf, elementsOf, InputError, LimitError, type Tensor } from "@assay/kernels";
import { write } from "./memory.ts";
import type { Pause } from "./pause.ts";
import { runToEnd } from "./slices.ts";
import type { Training } from "./training.ts";

/**
 * Finds the first tensor of a training step that holds a NaN or an infinity. The step is run once more, every value at
 * an address of its own: draws and inputs are functions of the step, and the guard has kept the weights as they were. The
 * buffers (running statistics), which no guard keeps, are put back: looking changes nothing.
 */
export async function firstBadTensor({ engine, prepared }: Training, batch: number, pause: Pause): Promise<string> {
  const isBad = (tensor: Tensor): boolean =>
    (tensor.dtype === "f32" || tensor.dtype === "f64") && !elementsOf(engine, tensor).every(Number.isFinite);
  for (const { name, value } of prepared.parts.model.parameters) if (isBad(value)) return name;
  const program = prepared.programs.inspect(batch);
  const buffers = prepared.parts.model.buffers.map(({ value }) => [value, elementsOf(engine, value).slice()] as const);
  try {
    const [run] = engine.load(program);
    if (!(await runToEnd(engine, run, pause))) return "loss"; // asked to stop before it was found
  } catch (error) {
    if (error instanceof InputError || error instanceof LimitError) return "loss"; // no room for a step whose values share no memory
    throw error;
  }
  const calls = callsOf(program.phases).flatMap(accessesOf);
  const bad = calls.find(({ tensor, writes }) => writes && isBad(tensor));
  for (const [value, before] of buffers) write(engine, value, before);
  return bad?.tensor.storage.label ?? "loss";
}
