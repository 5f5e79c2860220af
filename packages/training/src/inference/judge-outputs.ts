import type { ModelDescription, Predictions, WorstExamples } from "../events.ts";
import { createPredictions } from "../predictions.ts";
import { type TestInputs, worstExamples } from "../worst-examples.ts";
import type { Evaluation, OpenModel, OpenOptions, StoredModel, Targets } from "./contract.ts";
import { openModel } from "./open-model.ts";

/** What outputs amount to, judged as those of a trained model on its test split. */
export interface Judgement extends Evaluation {
  readonly measured: OpenModel["metrics"];
  readonly predictions: Predictions;
  readonly worst: WorstExamples;
}

/** Outputs that no single model has given. */
export interface Judged {
  readonly spec: Pick<StoredModel["spec"], "loss" | "metrics">;
  readonly description: Pick<ModelDescription, "target" | "outputs">;
  /** [examples, outputs] */
  readonly outputs: Float32Array;
  readonly targets: Targets;
  /** Of the examples that they are about. */
  readonly inputs: TestInputs;
}

/** Loss, metrics, predictions and the worst of them; undefined where it was stopped. */
export async function judgeOutputs(judged: Judged, options: OpenOptions): Promise<Judgement | undefined> {
  const { outputs, targets, inputs } = judged;
  const model = openModel(identity(judged), options);
  try {
    const found = await model.evaluate(outputs, targets);
    if (!found) return undefined;
    const { predictions, visit } = createPredictions(judged.description, targets);
    visit(0, outputs);
    return { ...found, measured: model.metrics, predictions, worst: worstExamples(inputs, predictions) };
  } finally {
    await model.close();
  }
}

/** The model that gives its inputs as they are: loss and metrics see them as the outputs of any other. */
function identity({ spec, description: { target, outputs } }: Judged): StoredModel {
  const width = target.kind === "class" ? target.classes : target.size;
  return {
    spec: {
      ...spec,
      architecture: [{ type: "flatten" }],
      data: { dataset: { type: "synthetic" }, validation: 0, normalize: "none" } as StoredModel["spec"]["data"],
    },
    weights: [],
    description: {
      ...{ input: { shape: [width], dtype: "f32" }, target, outputs },
      normalization: { scale: [1], shift: [0] },
    },
  };
}
