import type { LayerForm } from "../contract.ts";
import { moduleText } from "../python-text.ts";
import { isMap, sameOrder } from "../row-order.ts";

const CHANNELS_LAST = `class FlattenChannelsLast(nn.Module):
    """Flattens to rows in the order height, width, channel."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)`;

/**
 * A row an example. The next layers with parameters take PyTorch's order (channel, height, width) where they can; where they
 * cannot, `order` is absent and the row has Assay's (height, width, channel).
 */
export const flatten: LayerForm = {
  onnx: ({ input, order }, x, graph) => {
    if (!isMap(input)) return x;
    const map = order || sameOrder(input) ? x : graph.node("Transpose", [x], { perm: [0, 2, 3, 1] });
    return graph.node("Flatten", [map], { axis: 1 });
  },
  torch: ({ input, order }, python) => {
    if (!isMap(input) || order || sameOrder(input)) return moduleText("Flatten", []);
    python.define(CHANNELS_LAST);
    return "FlattenChannelsLast()";
  },
};
