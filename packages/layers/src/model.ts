import { createStorage, createTensor, InputError, type Storage, sizeOf, type Tensor } from "@assay/kernels";
import type {
  Buffer,
  BuildContext,
  BuiltLayer,
  LayerDefinition,
  Parameter,
  PartSpec,
  SequenceEntry,
  Shape,
  StreamKey,
} from "./contract.ts";
import { findInitializer } from "./find-initializer.ts";
import { layers } from "./registry.ts";

/** An architecture for one input shape. Its tensors have no address yet. */
export interface Model {
  readonly input: Shape;
  readonly output: Shape;
  readonly flops: number;
  readonly entries: readonly SequenceEntry[];
  readonly parameters: readonly Parameter[];
  readonly buffers: readonly Buffer[];
  readonly streams: readonly StreamKey[];
  /** All parameters in one block, their gradients in a second of the same layout. */
  readonly values: Tensor;
  readonly gradients: Tensor;
  /** i32[1]: the number of the step. */
  readonly step: Tensor;
  /** Number of trained values. */
  readonly parameterCount: number;
  forward: BuiltLayer["forward"];
}

/** Parameters start on cache lines: 16 floats. */
const align = (elements: number): number => Math.ceil(elements / 16) * 16;

/** What an arena of 4 GiB can hold of one example: whatever is larger is known before its size is no number any more. */
const MOST_VALUES = 2 ** 30;

/** As many as a spec can hold that is written out; `repeat` in `repeat` would soon be more than can be planned. */
const MOST_LAYERS = 5_000;

/**
 * Builds an architecture.
 *
 * @param architecture layers with their options, defaults optional
 * @param input shape of one sample: [height, width, channels] or [features]
 * @throws InputError whose path leads from the architecture to the part: [3, "kernel_size"]
 */
export function createModel(architecture: readonly PartSpec[], input: Shape): Model {
  const declared: {
    name: string;
    shape: readonly number[];
    init: PartSpec;
    fan: Parameter["fan"];
    offset: number;
    parameter: Parameter;
  }[] = [];
  const buffers: Buffer[] = [];
  const streams: StreamKey[] = [];
  const step = createTensor("step", [1], "i32");
  // Parameters are views of two blocks whose size is known only when all are declared.
  const blocks = { values: lazyStorage("parameters"), gradients: lazyStorage("gradients") };
  let size = 0;
  let count = 0;

  function contextFor(path: string, shape: Shape, own: Parameter[]): BuildContext {
    return {
      path,
      input: shape,
      step,
      parameter(name, parameterShape, init, fan) {
        // "init" of a layer starts its weight, "bias_init" its bias.
        prefixed([name === "weight" ? "init" : `${name}_init`], () =>
          findInitializer(init)?.check?.(init, parameterShape),
        );
        const at = (storage: Storage): Tensor => ({ storage, offset: size * 4, dtype: "f32", shape: parameterShape });
        const parameter = {
          name: `${path}.${name}`,
          shape: parameterShape,
          fan,
          init,
          value: at(blocks.values),
          gradient: at(blocks.gradients),
        };
        declared.push({ ...parameter, offset: size, parameter });
        own.push(parameter);
        size += align(sizeOf(parameterShape));
        return parameter;
      },
      buffer(name, bufferShape, fill) {
        const value = createTensor(`${path}.${name}`, bufferShape);
        buffers.push({ name: `${path}.${name}`, value, fill });
        return value;
      },
      stream(purpose) {
        const value = createTensor(`${purpose}/${path}`, [2], "i32");
        streams.push({ purpose: `${purpose}/${path}`, value });
        return value;
      },
      sequence(parts, start, option, name = option.join(".")) {
        const built = prefixed(option, () => buildSequence(parts, start, `${path}.${name}.`));
        return { ...built, forward: (emitter, x) => prefixed(option, () => built.forward(emitter, x)) };
      },
    };
  }

  function buildSequence(parts: readonly PartSpec[], start: Shape, prefix: string): BuiltLayer {
    const entries: SequenceEntry[] = [];
    let shape = start;
    parts.forEach((part, i) => {
      prefixed([i], () => {
        const own: Parameter[] = [];
        const definition = (layers as unknown as Record<string, LayerDefinition<PartSpec>>)[part.type];
        if (!definition)
          throw new InputError(
            "layers",
            `unknown layer "${part.type}"`,
            ["type"],
            `known: ${Object.keys(layers).join(", ")}`,
          );
        const path = `${prefix}${i}`;
        if (++count > MOST_LAYERS) {
          const rule = `an architecture has at most ${MOST_LAYERS} layers, those that are repeated counted each time`;
          throw new InputError("layers", rule, [], "repeat fewer layers, or fewer times");
        }
        const layer = definition.build(part, contextFor(path, shape, own));
        if (sizeOf(layer.output) > MOST_VALUES) {
          const rule = `the output of an example has at most ${MOST_VALUES} values, got ${layer.output.join(" × ")}`;
          throw new InputError(`layers/${part.type}`, rule, [], "make it smaller");
        }
        entries.push({ path, type: part.type, layer, parameters: own });
        shape = layer.output;
      });
    });
    return {
      output: shape,
      flops: entries.reduce((sum, { layer }) => sum + layer.flops, 0),
      children: entries,
      forward(emitter, x) {
        const steps = entries.map(({ layer, path, type }, i) => {
          const done = prefixed([i], () => layer.forward(emitter.within(`${path} ${type}:`), x));
          x = done.y;
          return done;
        });
        return {
          y: x,
          backward(dy, needsInputGradient) {
            // Below the first layer with parameters nobody needs a gradient.
            const firstTrained = needsInputGradient ? 0 : entries.findIndex(isTrained);
            let gradient: Tensor | undefined = dy;
            for (let i = entries.length - 1; i >= 0 && gradient; i--) {
              if (firstTrained < 0 || i < firstTrained) return undefined;
              gradient = steps[i]?.backward(gradient, needsInputGradient || i > firstTrained);
            }
            return gradient;
          },
        };
      },
    };
  }

  const body = buildSequence(architecture, input, "");
  blocks.values.bytes = size * 4;
  blocks.gradients.bytes = size * 4;
  const block = (storage: Storage): Tensor => ({ storage, offset: 0, dtype: "f32", shape: [size] });
  return {
    input,
    output: body.output,
    flops: body.flops,
    entries: body.children ?? [],
    parameters: declared.map(({ parameter }) => parameter),
    buffers,
    streams,
    values: block(blocks.values),
    gradients: block(blocks.gradients),
    step,
    parameterCount: declared.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    forward: body.forward,
  };
}

/** Whether an entry, or a layer inside it, has parameters. */
const isTrained = ({ parameters, layer }: SequenceEntry): boolean =>
  parameters.length > 0 || (layer.children ?? []).some(isTrained);

type Writable<T> = { -readonly [K in keyof T]: T[K] };
const lazyStorage = (label: string): Writable<Storage> => createStorage(label, 0);

/** Runs `build`; an InputError inside gets `path` put before its own. */
function prefixed<T>(path: readonly (string | number)[], build: () => T): T {
  try {
    return build();
  } catch (error) {
    throw error instanceof InputError ? error.within(...path) : error;
  }
}
