import type { Emitter } from "../src/emitter.ts";
import type { Make } from "../src/self-test/case.ts";

/** Linear, relu, dropout, linear, forward and backward: what dropout_by_sign is about where there is no pool. */
export function emitDropoutNet(emitter: Emitter, input: Make, output: Make): void {
  const [batch, features, hidden, out, p] = [emitter.batch, 9, 20, 6, 0.3];
  const x = input("x", [batch, features]);
  const [first, second] = [input("first", [features, hidden]), input("second", [hidden, out])];
  const dy = input("dy", [batch, out]);
  const key = input("key", [2], (i) => i + 3, "i32");
  const step = input("step", [1], () => 5, "i32");
  const y = output("y", [batch, out]);
  const [dfirst, dsecond] = [output("dfirst", first.shape), output("dsecond", second.shape)];
  const inside = (label: string) => emitter.tensor(label, [hidden]);
  const [product, active, kept] = [inside("product"), inside("active"), inside("kept")];
  emitter.emit("linear", { x, weight: first, y: product });
  emitter.emit("relu", { x: product, y: active, size: hidden });
  emitter.emit("dropout", { x: active, y: kept, key, step, p });
  emitter.emit("linear", { x: kept, weight: second, y });
  const [dkept, dactive, dproduct] = [inside("kept gradient"), inside("active gradient"), inside("product gradient")];
  emitter.emit("linear_backward", { x: kept, dy, weight: second, dweight: dsecond, dx: dkept });
  emitter.emit("dropout", { x: dkept, y: dactive, key, step, p });
  emitter.emit("relu_backward", { a: dactive, b: active, y: dproduct, size: hidden });
  emitter.emit("linear_backward", { x, dy: dproduct, weight: first, dweight: dfirst });
}
