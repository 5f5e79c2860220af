import type { Stage, TrainedModel } from "../contract.ts";
import { preprocessingText } from "../preprocessing-text.ts";
import { isMap } from "../row-order.ts";
import { createGraph } from "./graph.ts";
import { encodeModel, FLOAT, type NodeMessage, type ValueMessage } from "./messages.ts";
import { normalized } from "./normalization.ts";

/** What runtimes of the last years read: opset 17 belongs to IR version 8. */
const OPSET = 17;
const IR_VERSION = 8;

/** What the outputs are, in the file's metadata. */
const OUTPUTS = {
  logits: "logits: their softmax gives the probabilities of the classes",
  log_odds: "log odds: the sigmoid of each gives a probability",
  values: "values",
} as const;

/**
 * A model as an ONNX file: f32 `input` [batch, channels, height, width] with bytes 0 to 255, or [batch, features], raw, the
 * normalization being part of the graph; `logits` or, where the loss makes no probabilities of outputs, `output`. The batch
 * is of any size. Metadata: run, spec, class and feature names, what the input must be.
 *
 * @throws UsageError for a layer without an ONNX form
 */
export function toOnnx(model: TrainedModel): Uint8Array {
  const { description, stages } = model;
  const graph = createGraph();
  const input = "input";
  const output = description.outputs === "logits" ? "logits" : "output";
  const outside = graph.within("normalize");
  const end = outside.sequence(stages, normalized(description, input, outside));
  // A model that adds no node still needs one between its input and its output.
  const last = end === input ? outside.node("Identity", [input]) : end;
  return encodeModel({
    ir_version: IR_VERSION,
    producer_name: "assay",
    producer_version: model.version,
    doc_string: `${model.run}\n${preprocessingText(model)}`,
    opset_import: [{ domain: "", version: OPSET }],
    metadata_props: metadataOf(model),
    graph: {
      name: model.name,
      node: graph.nodes.map((node) => renamed(node, last, output)),
      initializer: graph.initializers,
      input: [placeholder(input, description.input.shape)],
      output: [placeholder(output, outputShape(stages, description.input.shape))],
    },
  });
}

function metadataOf(model: TrainedModel) {
  const { target, input, outputs } = model.description;
  const classes =
    target.kind === "class" ? (target.names ?? Array.from({ length: target.classes }, (_, i) => String(i))) : undefined;
  return Object.entries({
    run: model.run,
    spec_sha256: model.spec,
    preprocessing: preprocessingText(model),
    outputs: OUTPUTS[outputs],
    ...(classes && { class_names: JSON.stringify(classes) }),
    ...(input.names && { feature_names: JSON.stringify(input.names) }),
    ...(target.kind === "values" && target.names && { output_names: JSON.stringify(target.names) }),
  }).map(([key, value]) => ({ key, value }));
}

const outputShape = (stages: readonly Stage[], input: readonly number[]) => stages.at(-1)?.output ?? input;

/** A value of the graph: the batch first, then channels, height and width, or the numbers of a row. */
function placeholder(name: string, shape: readonly number[]): ValueMessage {
  const [height, width, channels] = shape;
  const sizes = isMap(shape) ? [channels, height, width] : shape;
  const dim = [{ dim_param: "batch" }, ...sizes.map((size) => ({ dim_value: size }))];
  return { name, type: { tensor_type: { elem_type: FLOAT, shape: { dim } } } };
}

function renamed(node: NodeMessage, from: string, to: string): NodeMessage {
  const change = (names: readonly string[]) => names.map((name) => (name === from ? to : name));
  return { ...node, input: change(node.input), output: change(node.output) };
}
