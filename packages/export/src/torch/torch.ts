import type { NamedTensor, TrainedModel } from "../contract.ts";
import { littleEndian } from "../little-endian.ts";
import { createPickle } from "./pickle.ts";
import { stateDict } from "./state-dict.ts";
import { storedZip } from "./stored-zip.ts";

/**
 * A model as `torch.save(model.state_dict(), file)` would write it: a zip archive, nothing compressed, of a pickle and one
 * entry of raw bytes a tensor (torch/serialization.py, "zipfile-based file format"). `torch.load` reads it, with
 * `weights_only=True`, too.
 *
 * @throws UsageError for a layer without a form
 */
export function toTorch(model: TrainedModel): Uint8Array {
  const tensors = stateDict(model.stages);
  const files: [string, Uint8Array][] = [
    ["data.pkl", pickled(tensors)],
    ["byteorder", new TextEncoder().encode("little")],
    ...tensors.map(({ values }, i): [string, Uint8Array] => [`data/${i}`, littleEndian(values)]),
    ["version", new TextEncoder().encode("3\n")],
  ];
  const folder = `${model.name}-seed${model.seed}`;
  return storedZip(files.map(([name, bytes]) => [`${folder}/${name}`, bytes]));
}

/** OrderedDict of name → torch._utils._rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks). */
function pickled(tensors: readonly NamedTensor[]): Uint8Array {
  const pickle = createPickle();
  const { int, text, global, tuple, call, persistent, fill, bool } = pickle;
  const emptyDictionary = (): void => {
    global("collections", "OrderedDict");
    tuple(() => undefined);
    call();
  };
  emptyDictionary();
  fill(() => {
    for (const [i, { name, shape, values }] of tensors.entries()) {
      text(name);
      global("torch._utils", "_rebuild_tensor_v2");
      tuple(() => {
        tuple(() => {
          text("storage");
          global("torch", "FloatStorage");
          text(String(i));
          text("cpu");
          int(values.length);
        });
        persistent();
        int(0);
        tuple(() => shape.forEach(int));
        tuple(() => stridesOf(shape).forEach(int));
        bool(false);
        emptyDictionary();
      });
      call();
    }
  });
  return pickle.finish();
}

const stridesOf = (shape: readonly number[]): number[] =>
  shape.map((_, axis) => shape.slice(axis + 1).reduce((size, extent) => size * extent, 1));
