import { type Call, callsOf, type Engine, type Program } from "@assay/kernels";
import { secondsACall } from "./seconds-a-call.ts";

/** A kernel call with the seconds that it takes alone. */
export interface TimedCall {
  readonly call: Call;
  readonly seconds: number;
}

/**
 * Times each call of a loaded program alone, its data as hot as the caches hold it: the best of `rounds` rounds of about
 * `seconds` each.
 */
export function timeCalls(engine: Engine, program: Program, rounds: number, seconds: number): TimedCall[] {
  return callsOf(program.phases).map((call) => {
    const [run] = engine.load(programOf(program, [call])) as [() => void];
    const [best] = secondsACall(run, rounds, seconds) as [number];
    return { call, seconds: best };
  });
}

/** Some calls of a loaded program as one of their own, over the same memory. */
export function programOf(program: Program, calls: readonly Call[]): Program {
  const phases = program.phases
    .map((phase) =>
      phase
        .map((chain) => ({ ...chain, calls: chain.calls.filter((call) => calls.includes(call)) }))
        .filter((chain) => chain.calls.length > 0),
    )
    .filter((phase) => phase.length > 0);
  return { ...program, phases, plan: { placements: [], bytes: 0 } };
}
