import { encodeSafetensors } from "@assay/runs/store";
import type { TrainedModel } from "../contract.ts";
import { inputText } from "../preprocessing-text.ts";
import { stateDict } from "./state-dict.ts";

/** A model as a safetensors file with PyTorch's names and layouts. @throws UsageError for a layer without a form */
export const toSafetensors = (model: TrainedModel): Uint8Array =>
  encodeSafetensors({
    tensors: stateDict(model.stages),
    metadata: { format: "pt", run: model.run, spec_sha256: model.spec, input: inputText(model) },
  });
