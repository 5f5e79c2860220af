import { accessesOf, type Call, callsOf, type Program, type Storage, type Tensor } from "@assay/kernels";

/** The calls of a program that `result` depends on, its last writer included: of a training step the way to the loss. */
export function callsFor(program: Program, result: Tensor): Call[] {
  const needed = new Set<Storage>([result.storage]);
  return callsOf(program.phases)
    .reverse()
    .filter((call) => {
      const accesses = accessesOf(call);
      const counts = accesses.some(({ tensor, writes }) => writes && needed.has(tensor.storage));
      if (counts) for (const { tensor } of accesses) needed.add(tensor.storage);
      return counts;
    });
}
