import type { Case } from "../case.ts";
import { guardOn } from "./losses.ts";

/** Updates with more state than a moment or two, and those that follow the sign of the gradient. */
export const adaptiveUpdateCases: readonly Case[] = [16, 10000].map((size) => ({
  title: `more updates of ${size}`,
  batch: 1,
  build: (emitter, input, output) => {
    const gradient = input("gradient", [size], (i) => (i % 5 === 0 ? 1e-18 : ((i * 31) % 63) / 31 - 1));
    const start = (i: number) => (i % 7 === 0 ? 0 : ((i * 17) % 29) / 29 - 0.5);
    const squares = (i: number) => start(i) * start(i);
    const guard = input(...guardOn);
    const common = {
      ...{ gradient, guard, size },
      scalars: input("scalars", [4], (i) => [0.01, 0.02, 0.3, 0.4][i] as number),
    };
    const block = (label: string, fill = start) => output(label, [size], fill);
    const decay = { weight_decay: 0.1 };
    const means = { beta1: 0.9, beta2: 0.99 };
    for (const decoupled of [0, 1]) {
      const of = (kind: string) => ({
        ...{ value: block(`${kind} ${decoupled}`), m: block(`${kind} m ${decoupled}`), ...common, ...means, ...decay },
        ...{ v: block(`${kind} v ${decoupled}`, squares), eps: 1e-8, decoupled },
      });
      emitter.emit("adam", { ...of("amsgrad"), max_v: block(`max_v ${decoupled}`, (i) => squares(i + 1)) });
      emitter.emit("nadam", of("nadam"));
      emitter.emit("radam", of("radam"));
    }
    emitter.emit("adamax", {
      ...{ value: block("adamax"), m: block("adamax m"), u: block("adamax u", squares), ...common, ...decay },
      ...{ ...means, eps: 1e-8 },
    });
    emitter.emit("adadelta", {
      ...{ value: block("adadelta"), square: block("adadelta square", squares), delta: block("delta", squares) },
      ...{ ...common, ...decay, rho: 0.9, eps: 1e-6 },
    });
    emitter.emit("rprop", {
      ...{ value: block("rprop"), previous: block("previous"), step_size: block("step size", squares), ...common },
      ...{ eta_minus: 0.5, eta_plus: 1.2, least: 1e-3, most: 0.2, weight_decay: 0 },
    });
    emitter.emit("lion", { value: block("lion"), m: block("lion m"), ...common, ...means, ...decay });
  },
}));
