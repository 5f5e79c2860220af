import type { PartSpec } from "@assay/layers";
import type { LayerForm } from "../contract.ts";
import { callText } from "../python-text.ts";

/** An nn.Sequential of its copies. */
export const repeat: LayerForm = {
  chained: true,
  lists(options) {
    const { times, body } = options as unknown as { times: number; body: readonly PartSpec[] };
    return Object.fromEntries(Array.from({ length: body.length > 0 ? times : 0 }, (_, i) => [String(i), body]));
  },
  onnx: ({ lists }, x, graph) => Object.values(lists).reduce((value, stages) => graph.sequence(stages, value), x),
  torch: ({ lists }, python) =>
    callText(
      "nn.Sequential",
      Object.values(lists).map((stages) => python.sequential(stages)),
    ),
};
