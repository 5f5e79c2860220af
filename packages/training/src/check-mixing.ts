import type { Target } from "@assay/data";
import type { ExperimentSpec, SpecPath } from "@assay/experiment";
import { InputError } from "@assay/kernels";
import type { BuiltLoss } from "@assay/layers";
import { type Catalogue, find } from "./registries.ts";

/** What augmentations that mix examples meet. */
interface Mixing {
  readonly target: Target;
  readonly loss: BuiltLoss;
  /** Examples in a batch. */
  readonly batch: number;
}

/**
 * Checks that what mixes examples has others to mix them with, and a loss that takes what becomes of their classes.
 * @param at gives an error the location of what stands at a path of the spec
 */
export function checkMixing(
  { augmentation, loss: { type } }: Pick<ExperimentSpec, "augmentation" | "loss">,
  augmentations: Catalogue["augmentations"],
  { target, loss, batch }: Mixing,
  at: <T>(path: SpecPath, make: () => T) => T,
): void {
  for (const [index, part] of augmentation.entries()) {
    if (!find(augmentations, part).mixes) continue;
    at(["augmentation", index], () => {
      const speaker = `data/${part.type}`;
      if (batch === 1) {
        throw new InputError(
          speaker,
          "mixes the examples of a batch, and batch_size is 1",
          [],
          "set batch_size to 2 or more",
        );
      }
      if (target.kind !== "class" || loss.takesShares) return;
      const rule = `gives examples shares of several classes, and the loss ${type} takes one class each`;
      const hint = "losses that take shares: cross_entropy without ignore_index, mse, bce_with_logits";
      throw new InputError(speaker, rule, [], hint);
    });
  }
}
