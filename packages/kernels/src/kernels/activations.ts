import { defineKernel, type Encoded, type Fields } from "../kernel.ts";
import { erf, exp, log, tanh } from "../math.ts";

/** The numbers that a formula has beside x. */
type Parameters = Readonly<Record<string, "f32">>;
type Formula<P extends Parameters> = (x: number, parameters: { readonly [K in keyof P]: number }) => number;

/** y = f(x) for each of the `size` elements of a sample. */
const forward = <const P extends Parameters>(parameters: P, f: Formula<P>) =>
  defineKernel({
    fields: { x: "read", y: "write", size: "i32", ...parameters } as const satisfies Fields,
    axis: "sample",
    reference: ({ f32 }, args) => {
      const { x, y, size, batch } = args as Encoded<{ x: "read"; y: "write"; size: "i32" }>;
      for (let i = 0; i < batch * size; i++) f32[y / 4 + i] = f(f32[x / 4 + i] as number, args);
    },
  });

/** dx = dy · f'(x); a is dy, b is x, y is dx. */
const backward = <const P extends Parameters>(parameters: P, slope: Formula<P>) =>
  defineKernel({
    fields: { a: "read", b: "read", y: "write", size: "i32", ...parameters } as const satisfies Fields,
    axis: "sample",
    reference: ({ f32 }, args) => {
      const { a, b, y, size, batch } = args as Encoded<{ a: "read"; b: "read"; y: "write"; size: "i32" }>;
      for (let i = 0; i < batch * size; i++)
        f32[y / 4 + i] = (f32[a / 4 + i] as number) * slope(f32[b / 4 + i] as number, args);
    },
  });

const SLOPE = { negative_slope: "f32" } as const;
export const leaky_relu = forward(SLOPE, (x, { negative_slope }) => (x > 0 ? x : negative_slope * x));
export const leaky_relu_backward = backward(SLOPE, (x, { negative_slope }) => (x > 0 ? 1 : negative_slope));

const ELU = { alpha: "f32", scale: "f32" } as const;
export const elu = forward(ELU, (x, { alpha, scale }) => scale * (x > 0 ? x : alpha * (exp(x) - 1)));
export const elu_backward = backward(ELU, (x, { alpha, scale }) => scale * (x > 0 ? 1 : alpha * exp(x)));

/** Φ(x), the share of a standard normal distribution below x. */
const below = (x: number): number => 0.5 * (1 + erf(x * Math.SQRT1_2));
export const gelu = forward({}, (x) => x * below(x));
export const gelu_backward = backward({}, (x) => below(x) + x * 0.3989422804014327 * exp(-0.5 * x * x));

/** √(2/π) (x + 0.044715 x³) */
const inner = (x: number): number => 0.7978845608028654 * (x + 0.044715 * x * x * x);
export const gelu_tanh = forward({}, (x) => 0.5 * x * (1 + tanh(inner(x))));
export const gelu_tanh_backward = backward({}, (x) => {
  const t = tanh(inner(x));
  return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * 0.7978845608028654 * (1 + 3 * 0.044715 * x * x);
});

const sigmoid = (x: number): number => 1 / (1 + exp(-x));
export const silu = forward({}, (x) => x * sigmoid(x));
export const silu_backward = backward({}, (x) => sigmoid(x) * (1 + x * (1 - sigmoid(x))));

/** tanh(ln(1 + e^x)) */
const share = (x: number): number => tanh(log(1 + exp(x)));
export const mish = forward({}, (x) => x * share(x));
export const mish_backward = backward({}, (x) => share(x) + x * (1 - share(x) * share(x)) * sigmoid(x));

export const hardswish = forward({}, (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6);
export const hardswish_backward = backward({}, (x) => (x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5));

const SOFTPLUS = { beta: "f32", threshold: "f32" } as const;
export const softplus = forward(SOFTPLUS, (x, { beta, threshold }) =>
  beta * x > threshold ? x : log(1 + exp(beta * x)) / beta,
);
export const softplus_backward = backward(SOFTPLUS, (x, { beta, threshold }) =>
  beta * x > threshold ? 1 : sigmoid(beta * x),
);
