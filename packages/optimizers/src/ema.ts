import { type Emitter, sizeOf, type Tensor } from "@assay/kernels";

/** Number of scalars that the average is given before each update. */
export const EMA_SCALARS = 2;

/**
 * Emits a = decay · a + (1 − decay) · p over a whole block, after the update (torch.optim.swa_utils.AveragedModel with that
 * average; Polyak and Juditsky 1992).
 */
export function emitEma(
  emitter: Emitter,
  tensors: { readonly value: Tensor; readonly average: Tensor; readonly scalars: Tensor; readonly guard: Tensor },
): void {
  emitter.emit("ema", { ...tensors, size: sizeOf(tensors.value.shape) });
}

/** Writes the scalars of update `step` (from 0). The first update copies the parameters, as AveragedModel does. */
export function emaScalars(decay: number, step: number, to: Float32Array): void {
  to[0] = step === 0 ? 0 : decay;
  to[1] = step === 0 ? 1 : 1 - decay;
}
