import type { Emitter } from "../emitter.ts";
import { view } from "../tensor.ts";
import type { Make } from "./case.ts";

/** A convolution, relu, max-pool and dropout, forward and backward, as the layers emit them; which of them is an option. */
export interface PooledNet {
  readonly batch: number;
  readonly image: readonly [height: number, width: number, channels: number];
  readonly out: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly window: readonly [number, number];
  readonly step: number;
  readonly relu: boolean;
  readonly dropout: boolean;
  readonly dx: boolean;
  /** Whether the dropout stands after a flatten. */
  readonly flat?: boolean;
}

/** Emits the net; x, weight, bias, dy, key and step are inputs, y and the gradients outputs. */
export function emitPooledNet(emitter: Emitter, net: PooledNet, input: Make, output: Make): void {
  const { batch, image, out, kernel, padding, window, step } = net;
  const [height, width, channels] = image;
  const extent = (size: number): number => Math.floor((size + 2 * padding - kernel) / net.stride) + 1;
  const [h, w] = [extent(height), extent(width)];
  const [ph, pw] = [Math.floor((h - window[0]) / step) + 1, Math.floor((w - window[1]) / step) + 1];
  const x = input("x", [batch, ...image]);
  const weight = input("weight", [kernel, kernel, channels, out]);
  const bias = input("bias", [out]);
  const dy = input("dy", net.flat ? [batch, ph * pw * out] : [batch, ph, pw, out]);
  const key = input("key", [2], (i) => i + 7, "i32");
  const counter = input("step", [1], () => 3, "i32");
  const [dweight, dbias] = [output("dweight", weight.shape), output("dbias", [out])];
  const y = output("y", dy.shape);
  const dx = net.dx ? output("dx", x.shape) : undefined;
  const geometry = { stride_y: net.stride, stride_x: net.stride, pad_top: padding, pad_left: padding };
  const pool = {
    ...{ height: h, width: w, channels: out, out_height: ph, out_width: pw },
    ...{ kernel_height: window[0], kernel_width: window[1], stride_y: step, stride_x: step },
    ...{ pad_top: 0, pad_left: 0, dilation_y: 1, dilation_x: 1 },
  };

  const convolved = emitter.tensor("convolved", [h, w, out]);
  emitter.emit("conv2d", { x, weight, bias, y: convolved, ...geometry });
  const active = net.relu ? emitter.tensor("active", [h, w, out]) : convolved;
  if (net.relu) emitter.emit("relu", { x: convolved, y: active, size: h * w * out });
  const pooled = net.dropout ? emitter.tensor("pooled", [ph, pw, out]) : y;
  const argmax = emitter.tensor("argmax", [ph, pw, out], "i32");
  emitter.emit("max_pool2d", { x: active, y: pooled, argmax, ...pool });
  const through = net.flat ? view(pooled, dy.shape) : pooled;
  if (net.dropout) emitter.emit("dropout", { x: through, y, key, step: counter, p: 0.4 });

  const dpooled = net.dropout ? emitter.tensor("pooled gradient", [ph, pw, out]) : dy;
  if (net.dropout)
    emitter.emit("dropout", { x: dy, y: net.flat ? view(dpooled, dy.shape) : dpooled, key, step: counter, p: 0.4 });
  const dactive = emitter.tensor("active gradient", [h, w, out]);
  const [size, out_size] = [h * w * out, ph * pw * out];
  emitter.emit("max_pool2d_backward", { dy: dpooled, argmax, dx: dactive, size, out_size });
  const dconvolved = net.relu ? emitter.tensor("convolved gradient", [h, w, out]) : dactive;
  if (net.relu) emitter.emit("relu_backward", { a: dactive, b: active, y: dconvolved, size });
  emitter.emit("conv2d_backward", { x, dy: dconvolved, weight, dweight, dbias, dx, ...geometry });
}

export const base: PooledNet = {
  ...{ batch: 5, image: [9, 10, 3], out: 6, kernel: 3, stride: 1, padding: 1 },
  ...{ window: [2, 2], step: 2, relu: true, dropout: true, dx: true },
} as const;

/** Kernels, strides, paddings and windows of all sorts. */
export const pooledNets: [string, PooledNet][] = [
  ["relu, pool, dropout", base],
  ["a flatten between pool and dropout", { ...base, flat: true }],
  ["no dropout", { ...base, dropout: false }],
  ["no relu", { ...base, relu: false }],
  ["no relu, no dropout", { ...base, relu: false, dropout: false }],
  ["no input gradient, one channel", { ...base, image: [12, 12, 1], dx: false }],
  ["whole vectors, no padding", { ...base, image: [10, 12, 8], out: 16, padding: 0 }],
  ["wide rows", { ...base, image: [8, 7, 20], out: 9 }],
  ["a stride", { ...base, image: [13, 11, 4], stride: 2, kernel: 5, padding: 2 }],
  ["windows of 3×2 with gaps", { ...base, image: [14, 13, 2], window: [3, 2], step: 4, padding: 0 }],
  ["windows that overlap", { ...base, window: [3, 3], step: 2 }],
  ["a batch of one", { ...base, batch: 1 }],
  ["more samples than chunks", { ...base, batch: 35 }],
];
