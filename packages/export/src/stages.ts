import { createModel, type PartSpec, type SequenceEntry, type Shape } from "@assay/layers";
import { ResultError } from "@assay/runs/errors";
import type { NamedTensor, RowOrder, Stage } from "./contract.ts";
import { formOf } from "./form-of.ts";
import { channelsFirst, isMap, sameOrder } from "./row-order.ts";

/**
 * An architecture with its trained tensors, layer by layer.
 *
 * @param input shape of one example, as in Assay
 * @param tensors what model.safetensors holds
 * @throws UsageError for a layer without a form; ResultError where the tensors are not the architecture's
 */
export function stagesOf(
  architecture: readonly PartSpec[],
  input: Shape,
  tensors: readonly NamedTensor[],
): readonly Stage[] {
  const model = createModel(architecture, input);
  const wanted = new Map(
    [...model.parameters.map(({ name, shape }) => ({ name, shape })), ...model.buffers.map(bufferShape)].map(
      ({ name, shape }) => [name, shape],
    ),
  );
  const found = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  for (const [name, shape] of wanted) {
    const has = found.get(name)?.shape;
    if (has?.join() === shape.join()) continue;
    const got = has === undefined ? "does not have it" : `has [${has.join(", ")}]`;
    throw new ResultError(`[export/model] the spec's "${name}" is [${shape.join(", ")}]; model.safetensors ${got}`);
  }
  for (const name of found.keys()) {
    if (!wanted.has(name)) throw new ResultError(`[export/model] model.safetensors has "${name}", the spec has not`);
  }
  const entries = new Map(allEntries(model.entries).map((entry) => [entry.path, entry]));

  /** @param order of the row that comes in, as `Stage` has it */
  function walk(parts: readonly PartSpec[], prefix: string, start: Shape): readonly Stage[] {
    let shape = start;
    let order: RowOrder | undefined;
    return parts.map((options, i) => {
      const path = `${prefix}${i}`;
      const { type, layer } = entries.get(path) as SequenceEntry;
      const form = formOf({ path, type });
      if (type === "flatten" && isMap(shape) && !sameOrder(shape) && isAbsorbed(parts.slice(i + 1), prefix, i + 1)) {
        order = channelsFirst(shape);
      }
      const lists = Object.entries(form.lists?.(options) ?? {});
      const stage: Stage = {
        path,
        type,
        options,
        input: shape,
        output: layer.output,
        ...(order && { order }),
        lists: Object.fromEntries(lists.map(([name, list]) => [name, walk(list, `${path}.${name}.`, shape)])),
        tensors: Object.fromEntries(
          tensors
            .filter(({ name }) => name.slice(0, name.lastIndexOf(".")) === path)
            .map((tensor) => [tensor.name.slice(path.length + 1), tensor]),
        ),
      };
      shape = layer.output;
      if (form.rows !== "kept" && type !== "flatten") order = undefined;
      return stage;
    });
  }
  return walk(architecture, "", input);
}

/** Whether a row in PyTorch's order reaches parameters that can be reordered to match. */
function isAbsorbed(following: readonly PartSpec[], prefix: string, first: number): boolean {
  const rows = following.map(({ type }, i) => formOf({ path: `${prefix}${first + i}`, type }).rows);
  return rows.find((kind) => kind !== "kept") === "absorbed";
}

const bufferShape = ({ name, value }: ReturnType<typeof createModel>["buffers"][number]) => ({
  name,
  shape: value.shape,
});

const allEntries = (entries: readonly SequenceEntry[]): readonly SequenceEntry[] =>
  entries.flatMap((entry) => [entry, ...allEntries(entry.layer.children ?? [])]);
