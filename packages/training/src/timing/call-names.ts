import { accessesOf, type Call, callsOf, type Program, sizeOf, type Tensor } from "@assay/kernels";
import type { Model, SequenceEntry } from "@assay/layers";

/** What a kernel call is for. */
interface CallName {
  /** "3 conv2d", "loss", "data"; empty for what belongs to none, such as the update of all parameters. */
  readonly layer: string;
  /** What it writes: "output", "weight gradient, input gradient". */
  readonly writes: string;
}

/** Names the calls of a training step of a model. */
export function createCallNames(model: Model, program: Program): (call: Call) => CallName {
  const calls = callsOf(program.phases);
  const written = (call: Call): Tensor[] =>
    accessesOf(call)
      .filter(({ writes }) => writes)
      .map(({ tensor }) => tensor);
  const types = new Map(everyEntry(model.entries).map(({ path, type }) => [path, type]));

  /** A label is "<layer>: <what>", but for parameters, which are parts of two blocks. */
  function split(tensor: Tensor): CallName {
    for (const { name, value, gradient } of model.parameters) {
      const own = [value, gradient].find(
        (
          { storage, offset, shape }, // a group's part begins within the whole
        ) =>
          storage === tensor.storage &&
          sizeOf(tensor.shape) <= sizeOf(shape) &&
          tensor.offset >= offset &&
          tensor.offset < offset + 4 * sizeOf(shape),
      );
      if (!own) continue;
      const dot = name.lastIndexOf(".");
      const path = name.slice(0, dot);
      const writes = `${name.slice(dot + 1)}${own === gradient ? " gradient" : ""}`;
      return { layer: `${path} ${types.get(path)}`, writes };
    }
    const [, layer = "", writes = tensor.storage.label] = /^([^:]+): (.*)$/.exec(tensor.storage.label) ?? [];
    return { layer, writes };
  }

  /** A call that prepares something, such as packed weights, works for whoever reads that first. */
  function layerOf(call: Call): string {
    const targets = written(call);
    const own = targets.map((tensor) => split(tensor).layer).find((layer) => layer !== "");
    if (own !== undefined) return own;
    const reader = calls
      .slice(calls.indexOf(call) + 1)
      .find((later) =>
        accessesOf(later).some(({ tensor }) => targets.some((target) => target.storage === tensor.storage)),
      );
    return reader ? layerOf(reader) : "";
  }

  return (call) => ({
    layer: layerOf(call),
    writes: [...new Set(written(call).map((tensor) => split(tensor).writes))].join(", "),
  });
}

const everyEntry = (entries: readonly SequenceEntry[]): SequenceEntry[] =>
  entries.flatMap((entry) => [entry, ...everyEntry(entry.layer.children ?? [])]);
