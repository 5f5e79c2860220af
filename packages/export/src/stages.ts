import { createModel, type Model, type PartSpec, type SequenceEntry, type Shape } from "@assay/layers";
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
  checkTensors(model, tensors);
  const entries = new Map(allEntries(model.entries).map((entry) => [entry.path, entry]));

  /** The layers of one list; `prefix` comes before their numbers in a path. */
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
      let from = shape;
      const lists = Object.entries(form.lists?.(options) ?? {}).map(([name, list]) => {
        const stages = walk(list, `${path}.${name}.`, from);
        if (form.chained) from = stages.at(-1)?.output ?? from;
        return [name, stages] as const;
      });
      const stage: Stage = {
        path,
        type,
        options,
        input: shape,
        output: layer.output,
        ...(order && { order }),
        lists: Object.fromEntries(lists),
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

/** Every parameter and buffer is there in its shape, and nothing else. */
function checkTensors({ parameters, buffers }: Model, tensors: readonly NamedTensor[]): void {
  const wanted = new Map([...parameters, ...buffers].map(({ name, value }) => [name, value.shape]));
  const found = new Map(tensors.map(({ name, shape }) => [name, shape]));
  for (const [name, shape] of wanted) {
    const has = found.get(name);
    if (has?.join() === shape.join()) continue;
    const got = has === undefined ? "does not have it" : `has [${has.join(", ")}]`;
    throw new ResultError(`[export/model] the spec's "${name}" is [${shape.join(", ")}]; model.safetensors ${got}`);
  }
  const more = tensors.find(({ name }) => !wanted.has(name));
  if (more) throw new ResultError(`[export/model] model.safetensors has "${more.name}", the spec has not`);
}

const allEntries = (entries: readonly SequenceEntry[]): readonly SequenceEntry[] =>
  entries.flatMap((entry) => [entry, ...allEntries(entry.layer.children ?? [])]);
