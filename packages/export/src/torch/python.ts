import type { PythonText, Stage, TrainedModel } from "../contract.ts";
import { formOf } from "../form-of.ts";
import { inputText } from "../preprocessing-text.ts";
import { callText, indented, listText, plainText, quoted } from "../python-text.ts";
import { isMap } from "../row-order.ts";

/**
 * Python that builds the model as an `nn.Sequential`, loads the file and normalizes inputs.
 *
 * @param file as Python finds it
 * @throws UsageError for a layer without a form
 */
export function pythonText(model: TrainedModel, file: string, format: "safetensors" | "torch"): string {
  const classes: string[] = [];
  const python: PythonText = {
    define(source) {
      if (!classes.includes(source)) classes.push(source);
    },
    sequential: (stages: readonly Stage[]) =>
      callText(
        "nn.Sequential",
        stages.map((stage) => formOf(stage).torch(stage, python)),
      ),
  };
  const name = quoted(file);
  const [load, imports] = LOADING[format];
  const body = python.sequential(model.stages);
  return `${[
    `# ${plainText(model.run)}, trained by Assay ${plainText(model.version)}: its weights in PyTorch's layouts, from ${name}.\n${imports}`,
    ...classes,
    `model = ${body}\nmodel.load_state_dict(${load(name)})\nmodel.eval()`,
    normalizeText(model),
    usageText(model),
  ].join("\n\n\n")}\n`;
}

const LOADING = {
  safetensors: [
    (file: string) => `load_file(${file})`,
    "import torch\nfrom safetensors.torch import load_file\nfrom torch import nn",
  ],
  torch: [
    (file: string) => `torch.load(${file}, map_location="cpu", weights_only=True)`,
    "import torch\nfrom torch import nn",
  ],
} as const;

function normalizeText(model: TrainedModel): string {
  const { scale, shift } = model.description.normalization;
  const constant = (values: readonly number[]) => tensorText(values, model.description.input.shape);
  const [only = 0] = shift;
  const sum = shift.length === 1 && only < 0 ? `- ${-only}` : `+ ${constant(shift)}`;
  const means = model.description.missing_means;
  const missing = means ? `    x = torch.where(torch.isnan(x), ${constant(means)}, x)\n` : "";
  return `def normalize(x):
    """What the model takes (${plainText(model.normalize)}), of x: ${inputText(model)}."""
${missing}    return x * ${constant(scale)} ${sum}`;
}

/** A number, or a tensor that spreads over a batch: of images one value a channel, of tables one a feature. */
function tensorText(values: readonly number[], shape: readonly number[]): string {
  if (values.length === 1) return String(values[0]);
  const text = `torch.tensor(${indented(listText(values)).trimStart()})`;
  if (!isMap(shape)) return text;
  return values.length === shape[2] ? `${text}.view(-1, 1, 1)` : `${text}.view(${shape.join(", ")}).permute(2, 0, 1)`;
}

function usageText({ description: { input, target, outputs } }: TrainedModel): string {
  const named = (name: string, names: readonly string[] | undefined): string =>
    names ? `${name} = ${listText(names)}\n` : "";
  const results =
    outputs === "values"
      ? "values = model(normalize(x))"
      : `probabilities = model(normalize(x)).${outputs === "logits" ? "softmax(1)" : "sigmoid()"}`;
  const columns = named("features", input.names);
  return `${columns}${named(target.kind === "class" ? "classes" : "outputs", target.names)}# ${results}`;
}
