import { InputError } from "@assay/kernels";
import { describe, expect, test } from "vitest";
import { createModel, type PartSpec } from "../src/index.ts";

const conv = (out_channels: number, kernel_size: number, options: object = {}): PartSpec => ({
  type: "conv2d",
  out_channels,
  kernel_size,
  ...options,
});
const linear = (out_features: number): PartSpec => ({ type: "linear", out_features });
const pool: PartSpec = { type: "max_pool2d", kernel_size: 2 };
const flatten: PartSpec = { type: "flatten" };
const relu: PartSpec = { type: "relu" };

describe("errors name the part, the rule, the value and the path", () => {
  const nested = (body: PartSpec[]): PartSpec[] => [relu, { type: "residual", body }];

  test.each([
    {
      title: "a kernel that is larger than its input",
      architecture: [conv(4, 3), conv(4, 9)],
      message: "[layers/conv2d] kernel_size must fit the input of 6×6, got 9×9",
      path: [1, "kernel_size"],
    },
    {
      title: "a kernel that is larger in one direction, with padding",
      architecture: [{ type: "conv2d", out_channels: 2, kernel_size: [3, 11], padding: 1 }],
      message: "[layers/conv2d] kernel_size must fit the input of 8×8 (10×10 with padding), got 3×11",
      path: [0, "kernel_size"],
    },
    {
      title: "a window that is larger than its input",
      architecture: [pool, pool, pool, pool],
      message: "[layers/max_pool2d] kernel_size must fit the input of 1×1, got 2×2",
      path: [3, "kernel_size"],
    },
    {
      title: "a dilated kernel that is larger than its input",
      architecture: [conv(2, 3, { padding: 1, dilation: 5 })],
      message: "kernel_size must fit the input of 8×8 (10×10 with padding), got 3×3, 11×11 with dilation 5",
      path: [0, "kernel_size"],
    },
    {
      title: "groups that do not divide the input's channels",
      architecture: [conv(6, 3, { groups: 3 })],
      message: "[layers/conv2d] groups must divide the 2 input channels and the 6 out_channels, got 3",
      path: [0, "groups"],
    },
    {
      title: "groups that do not divide out_channels",
      architecture: [conv(4, 1), conv(6, 3, { groups: 4 })],
      message: "[layers/conv2d] groups must divide the 4 input channels and the 6 out_channels, got 4",
      path: [1, "groups"],
    },
    {
      title: "linear on a map",
      architecture: [conv(4, 3), relu, linear(10)],
      message: "[layers/linear] needs a flat input, got a map of 6×6×4",
      path: [2],
    },
    {
      title: "a convolution after flatten",
      architecture: [flatten, conv(4, 3)],
      message: "[layers/conv2d] needs an image [height, width, channels], got a flat input of 128",
      path: [1],
    },
    {
      title: "a residual whose branches part in channels",
      architecture: [relu, { type: "residual", body: [conv(4, 3, { padding: 1 })] }],
      message: "[layers/residual] body and shortcut must end in one shape, got 8×8×4 and 8×8×2",
      path: [1, "body"],
    },
    {
      title: "a residual whose shortcut has another size",
      architecture: [{ type: "residual", body: [conv(4, 3)], shortcut: [conv(4, 1)] }],
      message: "[layers/residual] body and shortcut must end in one shape, got 6×6×4 and 8×8×4",
      path: [0, "body"],
    },
    {
      title: "a concat of two sizes",
      architecture: [{ type: "concat", branches: [[relu], [relu], [conv(3, 3)]] }],
      message: "[layers/concat] branches must end in images of one size, got 8×8×2 and 6×6×3",
      path: [0, "branches", 2],
    },
    {
      title: "a concat of an image and a row",
      architecture: [{ type: "concat", branches: [[relu], [flatten]] }],
      message: "[layers/concat] branches must end in images of one size, got 8×8×2 and 128",
      path: [0, "branches", 1],
    },
    {
      title: "an unknown layer",
      architecture: [relu, { type: "convolution" }],
      message: '[layers] unknown layer "convolution"; known: linear, conv2d,',
      path: [1, "type"],
    },
    {
      title: "a mistake inside a residual",
      architecture: nested([conv(2, 3, { padding: 1 }), conv(2, 12)]),
      message: "[layers/conv2d] kernel_size must fit the input of 8×8, got 12×12",
      path: [1, "body", 1, "kernel_size"],
    },
    {
      title: "a mistake in a residual inside a concat",
      architecture: [{ type: "concat", branches: [[], nested([{ type: "lineal" }])] }],
      message: '[layers] unknown layer "lineal"',
      path: [0, "branches", 1, 1, "body", 0, "type"],
    },
    {
      title: "same with a stride",
      architecture: [conv(2, 3, { padding: "same", stride: 2 })],
      message: '[layers/conv2d] padding "same" needs stride 1, got stride 2',
      path: [0, "padding"],
    },
    {
      title: "a pool with more padding than half its window",
      architecture: [{ type: "avg_pool2d", kernel_size: 2, padding: 2 }],
      message: "[layers/avg_pool2d] padding must be at most half of kernel_size, got 2",
      path: [0, "padding"],
    },
    {
      title: "a pool with more padding on one axis than half its window",
      architecture: [{ type: "max_pool2d", kernel_size: [4, 2], padding: [1, 2] }],
      message: "[layers/max_pool2d] padding must be at most half of kernel_size, got [1, 2]",
      path: [0, "padding"],
    },
    {
      title: "a group norm whose groups do not divide the channels",
      architecture: [{ type: "group_norm", num_groups: 3 }],
      message: "[layers/group_norm] num_groups must divide the 2 channels, got 3",
      path: [0, "num_groups"],
    },
    {
      title: "a group norm with a value a group",
      architecture: [flatten, linear(6), { type: "group_norm", num_groups: 6 }],
      message: "[layers/group_norm] needs more than one value that is normalized together, got one",
      path: [2],
    },
    {
      title: "a layer norm of one value",
      architecture: [flatten, linear(1), { type: "layer_norm" }],
      message: "[layers/layer_norm] needs more than one value that is normalized together, got one",
      path: [2],
    },
    {
      title: "a prelu with another number of weights than there are channels",
      architecture: [{ type: "prelu", num_parameters: 3 }],
      message: "[layers/prelu] num_parameters must be 1, or the 2 channels, got 3",
      path: [0, "num_parameters"],
    },
    {
      title: "a dropout2d after flatten",
      architecture: [flatten, { type: "dropout2d" }],
      message: "[layers/dropout2d] needs an image [height, width, channels], got a flat input of 128",
      path: [1],
    },
    {
      title: "a mistake in a repeat",
      architecture: [{ type: "repeat", times: 3, body: [relu, linear(3)] }],
      message: "[layers/linear] needs a flat input, got a map of 8×8×2",
      path: [0, "body", 1],
    },
    {
      title: "a window that lies around the image",
      architecture: [{ type: "max_pool2d", kernel_size: 2, dilation: 9, stride: 1, padding: 1 }],
      message:
        "[layers/max_pool2d] every window must hold a pixel of the input of 8×8, got one that holds only padding",
      path: [0, "kernel_size"],
    },
  ] satisfies { title: string; architecture: PartSpec[]; message: string; path: (string | number)[] }[])(
    "$title",
    ({ architecture, message, path }) => {
      const caught = (() => {
        try {
          return createModel(architecture, [8, 8, 2]);
        } catch (error) {
          return error;
        }
      })();
      expect(caught).toBeInstanceOf(InputError);
      expect((caught as InputError).message).toContain(message);
      expect((caught as InputError).path).toEqual(path);
    },
  );
});

test("an output that no memory holds is refused at its layer, before sizes are no numbers any more", () => {
  const doubling = { type: "concat", branches: [[], []] };
  const deep = Array.from({ length: 1100 }, () => doubling);
  expect(() => createModel(deep, [4, 4, 1])).toThrow(
    expect.objectContaining({
      path: [26],
      message: expect.stringContaining("at most 1073741824 values, got 4 × 4 × 134217728"),
    }),
  );
});
