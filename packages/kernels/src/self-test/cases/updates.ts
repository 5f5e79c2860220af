import { view } from "../../tensor.ts";
import type { Case } from "../case.ts";
import { guardOn } from "./losses.ts";

export const updateCases: readonly Case[] = [16, 4096, 10000].map((size) => ({
  title: `updates of ${size}`,
  batch: 1,
  build: (emitter, input, output) => {
    const gradient = input("gradient", [size], (i) => (i % 5 === 0 ? 1e-18 : ((i * 31) % 63) / 31 - 1));
    const start = (i: number) => ((i * 17) % 29) / 29 - 0.5;
    const guard = input(...guardOn);
    const scalars = input("scalars", [3], (i) => [0.01, 0.02, 0.3][i] as number);
    const common = { gradient, guard, scalars, size };
    emitter.emit("sgd", {
      value: output("plain", [size], start),
      ...common,
      momentum: 0,
      weight_decay: 0.1,
      nesterov: 0,
    });
    const momentum_buffer = output("buffer", [size], start);
    emitter.emit("sgd", {
      value: output("nesterov", [size], start),
      momentum_buffer,
      ...common,
      momentum: 0.9,
      weight_decay: 0,
      nesterov: 1,
    });
    emitter.emit("sgd", {
      value: output("dampened", [size], start),
      momentum_buffer: output("dampened buffer", [size], start),
      ...common,
      share: view(scalars, [1], 2),
      momentum: 0.9,
      weight_decay: 0,
      nesterov: 0,
    });
    const squares = (i: number) => start(i) * start(i);
    const adagrad = {
      sum: output("sum", [size], squares),
      initial: size === 16 ? 0 : 0.5,
      eps: 1e-10,
      weight_decay: 0.1,
    };
    emitter.emit("adagrad", { value: output("adagrad", [size], start), ...common, ...adagrad });
    for (const centered of [false, true]) {
      emitter.emit("rmsprop", {
        value: output(`rmsprop ${centered}`, [size], start),
        square: output(`square ${centered}`, [size], squares),
        ...(centered && { mean: output("mean", [size], (i) => start(i) / 2) }),
        ...(centered && { momentum_buffer: output("rmsprop buffer", [size], start) }),
        ...common,
        ...{ alpha: 0.9, eps: 1e-8, momentum: centered ? 0.5 : 0, weight_decay: 0.1 },
      });
    }
    for (const decoupled of [0, 1]) {
      emitter.emit("adam", {
        value: output(`adam ${decoupled}`, [size], start),
        m: output(`m ${decoupled}`, [size], start),
        v: output(`v ${decoupled}`, [size], (i) => start(i) * start(i)),
        ...common,
        beta1: 0.9,
        beta2: 0.999,
        eps: 1e-8,
        weight_decay: 0.1,
        decoupled,
      });
    }
  },
}));
