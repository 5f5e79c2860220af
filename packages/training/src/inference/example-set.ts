import { type Column, readExamples, type Split } from "@assay/data";
import type { PartSpec } from "@assay/experiment";
import { InputError } from "@assay/kernels";
import type { ModelDescription } from "../events.ts";
import { find, registries } from "../registries.ts";
import type { Inputs, Targets } from "./contract.ts";

const PART = "training/inference";

/** Examples to evaluate a model on. */
export interface ExampleSet {
  readonly examples: number;
  readonly inputs: Inputs;
  /** As the model counts its classes. */
  readonly targets: Targets;
  /** Which part of the data these are: its test split, or all of the training split where it has no test split. */
  readonly split: "test" | "training";
  /** SHA-256 (hex) of the data. */
  readonly fingerprint: string;
}

/**
 * Reads a dataset for a model that may have been trained on another: classes are matched by their names, and categories of a
 * table are the model's. Nothing is measured on it.
 *
 * @param asked the dataset with its options, defaults filled in
 * @param isOwn whether it is the one of the run, whose split into training and test is to be the same
 * @throws InputError where the data cannot be read or is not of the model's form
 */
export function readExampleSet(asked: PartSpec, description: ModelDescription, isOwn: boolean): ExampleSet {
  const definition = find(registries.datasets, asked);
  const fingerprint = definition.fingerprint(asked);
  const { features, target } = description;
  if (asked.type === "csv" && features && !isOwn) {
    const names = target.kind === "class" ? target.names : undefined;
    const whole = readExamples({ path: wholeFile(asked) }, asked, features, names);
    return { ...examplesOf(whole, undefined, description), split: "training", fingerprint };
  }
  const { target: found } = definition.describe(asked);
  const { train, test } = definition.load(asked);
  const [chosen, split] = test.count > 0 ? ([test, "test"] as const) : ([train, "training"] as const);
  checkNames(chosen.inputs, description);
  return { ...examplesOf(chosen, found, description), split, fingerprint };
}

/** A table is evaluated row by row, whatever was tested of it elsewhere. */
function wholeFile({ path, test }: PartSpec): string {
  if (test === undefined) return path as string;
  throw new InputError(PART, "test must be left out, every row is evaluated", ["test"]);
}

/** @param found what the data's classes are; undefined where they are the model's */
function examplesOf(
  { count, inputs, targets }: Split,
  found: ModelDescription["target"] | undefined,
  description: ModelDescription,
): Pick<ExampleSet, "examples" | "inputs" | "targets"> {
  const { input, target, missing_means } = description;
  const form = ({ dtype, shape }: Pick<Column, "dtype" | "shape">): string =>
    `${shape.join(" × ")} ${dtype === "u8" ? "bytes" : "numbers"}`;
  if (form(inputs) !== form(input)) {
    throw new InputError(PART, `inputs must be ${form(input)} as the model's, got ${form(inputs)}`);
  }
  if (inputs.missing !== undefined && !missing_means) {
    throw new InputError(PART, "missing: mean needs a model that was trained with it", ["missing"]);
  }
  const values = found ? matched(targets, found, target) : targets.values;
  return { examples: count, inputs: inputs.values as Inputs, targets: values };
}

/** @throws InputError where both have names for their inputs and they differ */
function checkNames({ names }: Column, { input }: ModelDescription): void {
  if (!names || !input.names) return;
  const at = names.findIndex((name, i) => name !== input.names?.[i]);
  if (at < 0) return;
  throw new InputError(PART, `input ${at + 1} must be "${input.names[at]}" as the model's, got "${names[at]}"`);
}

/** Targets as the model counts them: its classes by their names. */
function matched(targets: Column, found: ModelDescription["target"], target: ModelDescription["target"]): Targets {
  if (found.kind === "values" && target.kind === "values") {
    if (found.size === target.size) return targets.values;
    throw new InputError(PART, `there must be ${target.size} values an example as the model gives, got ${found.size}`);
  }
  if (found.kind !== "class" || target.kind !== "class") {
    const words = { class: "classes", values: "numbers" };
    throw new InputError(PART, `targets must be ${words[target.kind]} as the model's, got ${words[found.kind]}`);
  }
  const name = (of: typeof target, c: number): string => of.names?.[c] ?? String(c);
  const own = new Map(Array.from({ length: target.classes }, (_, c) => [name(target, c), c]));
  const indices = Array.from({ length: found.classes }, (_, c) => {
    const index = own.get(name(found, c));
    if (index !== undefined) return index;
    const known = [...own.keys()];
    const hint = `it knows ${known.slice(0, 20).join(", ")}${known.length > 20 ? ", …" : ""}`;
    throw new InputError(PART, `the model has no class "${name(found, c)}"`, [], hint);
  });
  return Int32Array.from(targets.values, (label) => indices[label] as number);
}
