import type { Emitter } from "../src/emitter.ts";
import type { Make } from "../src/self-test/case.ts";
import { type Tensor, view } from "../src/tensor.ts";

/** Three linear layers over one input, side by side in one map; their parameters and gradients are parts of two blocks. */
export function emitConcatNet(emitter: Emitter, input: Make, output: Make): void {
  const { batch } = emitter;
  const [features, width, branches] = [12, 8, 3];
  const total = width * branches;
  const x = input("x", [batch, features]);
  const dy = input("dy", [batch, total]);
  const block = features * width;
  const [values, gradients] = [input("values", [branches * block]), output("gradients", [branches * block])];
  const part = (tensor: Tensor, i: number): Tensor => view(tensor, [features, width], i * block);
  const y = output("y", [batch, total]);
  for (let i = 0; i < branches; i++) {
    const end = emitter.tensor(`end ${i}`, [width]);
    emitter.emit("linear", { x, weight: part(values, i), y: end });
    const slice = { rows: 1, size: width, x_stride: width, x_offset: 0, y_stride: total, y_offset: i * width };
    emitter.emit("copy_slice", { x: end, y, ...slice });
  }
  for (let i = 0; i < branches; i++) {
    const dend = emitter.tensor(`end gradient ${i}`, [width]);
    const slice = { rows: 1, size: width, x_stride: total, x_offset: i * width, y_stride: width, y_offset: 0 };
    emitter.emit("copy_slice", { x: dy, y: dend, ...slice });
    emitter.emit("linear_backward", { x, dy: dend, weight: part(values, i), dweight: part(gradients, i) });
  }
  const scalars = input("scalars", [1], () => 0.1);
  const guard = input("guard", [1], () => 1, "i32");
  for (let i = 0; i < branches; i++) {
    const group = { value: view(values, [block], i * block), gradient: view(gradients, [block], i * block) };
    const numbers = { size: block, momentum: 0, weight_decay: i / 8, nesterov: 0 };
    emitter.emit("sgd", { ...group, scalars, guard, ...numbers });
  }
}

/** A convolution in three groups, forward and backward. */
export function emitGroupedNet(emitter: Emitter, input: Make, output: Make): void {
  const { batch } = emitter;
  const [height, width, channels, out, groups] = [6, 5, 6, 12, 3];
  const [image, map] = [
    [batch, height, width, channels],
    [batch, height, width, out],
  ] as const;
  const weight = input("weight", [3, 3, channels / groups, out]);
  const x = input("x", image);
  const geometry = { stride_y: 1, stride_x: 1, pad_top: 1, pad_left: 1, groups };
  const middle = emitter.tensor("middle", [height, width, out]);
  emitter.emit("conv2d", { x, weight, bias: input("bias", [out]), y: middle, ...geometry });
  emitter.emit("relu", { x: middle, y: output("y", map), size: height * width * out });
  const gradients = {
    dweight: output("dweight", weight.shape),
    dbias: output("dbias", [out]),
    dx: output("dx", image),
  };
  emitter.emit("conv2d_backward", { x, dy: input("dy", map), weight, ...gradients, ...geometry });
}
