import { log } from "@assay/kernels";
import type { ModelDescription, Predictions, WorstExamples } from "../events.ts";
import { createPredictions } from "../predictions.ts";
import { areProbabilities } from "../scores.ts";
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
  /** [examples, outputs], as an evaluation gives them: of log odds to predict values the probabilities */
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
    const given = areProbabilities(judged.description) ? outputs.map(logOdds) : outputs;
    const found = await model.evaluate(given, targets);
    if (!found) return undefined;
    const { predictions, visit } = createPredictions(judged.description, targets);
    visit(0, outputs);
    return { ...found, measured: model.metrics, predictions, worst: worstExamples(inputs, predictions) };
  } finally {
    await model.close();
  }
}

/** Half the distance from 1, and from 0, to the next single: what was rounded to 1 or to 0 was no farther from it. */
const [BELOW_ONE, ABOVE_ZERO] = [2 ** -25, 2 ** -150];

/** What has the sigmoid p: log(p / (1 − p)), finite for a p that was rounded to 0 or 1, so that its loss is, too. */
const logOdds = (p: number): number => log(p === 0 ? ABOVE_ZERO : p) - log(p === 1 ? BELOW_ONE : 1 - p);

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
