import { expect, test } from "vitest";
import { createModel } from "../src/index.ts";

test.each([
  ["group_norm", { num_groups: 4 }, "use fewer groups"],
  ["group_norm", { num_groups: 1 }, "give the layer before it more outputs, or leave it out"],
  ["layer_norm", {}, "give the layer before it more outputs, or leave it out"],
])("%s with %j of single values is refused, with what to do", (type, options, hint) => {
  const channels = "num_groups" in options ? options.num_groups : 1;
  expect(() => createModel([{ type, ...options }], [channels])).toThrow(
    `[layers/${type}] needs more than one value that is normalized together, got one; ${hint}`,
  );
});
