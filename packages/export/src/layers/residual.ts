import type { PartSpec } from "@assay/layers";
import type { LayerForm } from "../contract.ts";
import { callText } from "../python-text.ts";

const RESIDUAL = `class Residual(nn.Module):
    """body(x) + shortcut(x); without a shortcut, body(x) + x."""

    def __init__(self, body, shortcut=None):
        super().__init__()
        self.body = body
        self.shortcut = nn.Identity() if shortcut is None else shortcut

    def forward(self, x):
        return self.body(x) + self.shortcut(x)`;

export const residual: LayerForm = {
  lists(options) {
    const { body, shortcut } = options as unknown as { body: readonly PartSpec[]; shortcut?: readonly PartSpec[] };
    return { body, ...(shortcut && { shortcut }) };
  },
  onnx: ({ lists: { body = [], shortcut = [] } }, x, graph) =>
    graph.node("Add", [graph.sequence(body, x), graph.sequence(shortcut, x)]),
  torch({ lists }, python) {
    python.define(RESIDUAL);
    const parts = Object.entries(lists).map(([name, stages]) => `${name}=${python.sequential(stages)}`);
    return callText("Residual", parts);
  },
};
