import { UsageError } from "@assay/runs/errors";
import type { LayerForm, Refusal } from "./contract.ts";
import { forms } from "./layers/registry.ts";

/** The form of a layer type. @throws UsageError naming the layer, where it has none */
export function formOf(
  { path, type }: { readonly path: string; readonly type: string },
  table: Readonly<Record<string, LayerForm | Refusal>> = forms,
): LayerForm {
  const form = Object.hasOwn(table, type) ? table[type] : undefined;
  if (form !== undefined && !("refused" in form)) return form;
  const reason = form === undefined ? "" : `: ${form.refused}`;
  const known = Object.keys(table).filter((name) => !("refused" in (table[name] as object)));
  throw new UsageError(
    "export/layers",
    `layer ${path} (${type}) cannot be exported to ONNX or PyTorch${reason}`,
    `those that can: ${known.join(", ")}`,
  );
}
