import type { NamedTensor, Stage } from "../contract.ts";
import { formOf } from "../form-of.ts";

/** Parameters and buffers under PyTorch's names and in its layouts, in the order of the layers. */
export const stateDict = (stages: readonly Stage[]): readonly NamedTensor[] =>
  stages.flatMap((stage) => [
    ...Object.entries(formOf(stage).tensors?.(stage) ?? {}).map(([name, tensor]) => ({
      name: `${stage.path}.${name}`,
      ...tensor,
    })),
    ...Object.values(stage.lists).flatMap(stateDict),
  ]);
