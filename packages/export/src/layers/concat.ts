import type { PartSpec } from "@assay/layers";
import type { LayerForm } from "../contract.ts";
import { callText } from "../python-text.ts";

const CONCAT = `class Concat(nn.Module):
    """The outputs of the branches side by side along the channels."""

    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], dim=1)`;

export const concat: LayerForm = {
  lists(options) {
    const { branches } = options as unknown as { branches: readonly (readonly PartSpec[])[] };
    return Object.fromEntries(branches.map((list, i) => [`branches.${i}`, list]));
  },
  onnx: ({ lists }, x, graph) =>
    graph.node(
      "Concat",
      Object.values(lists).map((stages) => graph.sequence(stages, x)),
      { axis: 1 },
    ),
  torch({ lists }, python) {
    python.define(CONCAT);
    return callText(
      "Concat",
      Object.values(lists).map((stages) => python.sequential(stages)),
    );
  },
};
