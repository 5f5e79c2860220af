import type { Emitter } from "../emitter.ts";
import type { Make } from "./case.ts";

/** A linear layer on the data, forward and backward: what sparse_input is about. */
export function emitInputNet(emitter: Emitter, net: InputNet, input: Make, output: Make): void {
  const { batch, size, columns, shift, zeros } = net;
  const count = batch + 5;
  const values = input("values", [count, size], (i) => ((i * 7919) % 10 < 7 ? 0 : (i * 31) % 256), "u8");
  const order = input("order", [count], (i) => (i * 3) % count, "i32");
  const cursor = input("cursor", [1], () => 2, "i32");
  const affine = input("affine", [2], (i) => (i === 0 ? 1 / 128 : shift));
  const [weight, bias] = [input("weight", [size, columns]), input("bias", [columns])];
  const dy = input("dy", [batch, columns]);
  const [dweight, dbias] = [output("dweight", [size, columns]), output("dbias", [columns])];
  const y = output("y", [batch, columns]);
  const x = emitter.tensor("x", [size]);
  emitter.emit("gather_u8", { values, order, cursor, affine, x, size, zeros });
  emitter.emit("linear", { x, weight, bias, y });
  emitter.emit("linear_backward", { x, dy, weight, dweight, dbias });
}

export interface InputNet {
  readonly batch: number;
  readonly size: number;
  readonly columns: number;
  readonly shift: number;
  readonly zeros: number;
}

export const inputNets: [string, InputNet][] = [
  ["pixels in whole vectors", { batch: 7, size: 64, columns: 20, shift: -0.4, zeros: 0.7 }],
  ["pixels left over, no shift", { batch: 3, size: 37, columns: 4, shift: 0, zeros: 0.7 }],
  ["many columns, a batch of one", { batch: 1, size: 784, columns: 128, shift: 0.3, zeros: 0.7 }],
  ["columns for the widest blocks", { batch: 5, size: 64, columns: 64, shift: -0.4, zeros: 0.7 }],
  ["more samples than a block", { batch: 601, size: 84, columns: 12, shift: 0.3, zeros: 0.7 }],
];
