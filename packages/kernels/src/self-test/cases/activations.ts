import type { Emitter } from "../../emitter.ts";
import type { Case, Make } from "../case.ts";

/** Without parameters, and with each set of them that takes another way. */
const plain = ["gelu", "gelu_tanh", "silu", "mish", "hardswish"] as const;
const slopes = [0.01, -0.5];
const elus = [
  { alpha: 1, scale: 1 },
  { alpha: 1.6732632423543772, scale: 1.0507009873554805 },
];
const softpluses = [
  { beta: 1, threshold: 20 },
  { beta: 2.5, threshold: 3 },
];

export const activationCases: readonly Case[] = [1, 3, 4, 18].flatMap((size) =>
  [1, 5].map((batch) => ({
    title: `activations with a gradient of x, batch ${batch} of ${size}`,
    batch,
    build: (emitter: Emitter, input: Make, output: Make) => {
      const x = input("x", [batch, size], (i) => ((i * 37) % 101) / 6 - 8);
      const dy = input("dy", [batch, size]);
      const to = (name: string) => ({ x, y: output(name, [batch, size]), size });
      const back = (name: string) => ({ a: dy, b: x, y: output(`${name} gradient`, [batch, size]), size });
      for (const kind of plain) {
        emitter.emit(kind, to(kind));
        emitter.emit(`${kind}_backward`, back(kind));
      }
      for (const negative_slope of slopes) {
        emitter.emit("leaky_relu", { ...to(`leaky ${negative_slope}`), negative_slope });
        emitter.emit("leaky_relu_backward", { ...back(`leaky ${negative_slope}`), negative_slope });
      }
      for (const options of elus) {
        emitter.emit("elu", { ...to(`elu ${options.alpha}`), ...options });
        emitter.emit("elu_backward", { ...back(`elu ${options.alpha}`), ...options });
      }
      for (const options of softpluses) {
        emitter.emit("softplus", { ...to(`softplus ${options.beta}`), ...options });
        emitter.emit("softplus_backward", { ...back(`softplus ${options.beta}`), ...options });
      }
    },
    tolerance: 2e-6,
  })),
);
