import { InputError } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { InitializerDefinition } from "../contract.ts";
import { fillNormal } from "./scaled.ts";

const schema = {
  type: "object",
  description:
    "Orthonormal rows or columns, whichever are fewer, of the weight as a matrix [out, in · kernel area] (torch.nn.init.orthogonal_).",
  examples: [{}, { gain: 2 }],
  additionalProperties: false,
  properties: {
    gain: { type: "number", exclusiveMinimum: 0, default: 1, description: "Factor on the matrix; √2 suits relu." },
  },
} as const;

/** What of a vector must be left when the others' parts are taken out of it: with less, rounding shows, and it is done again. */
const LEAST_LEFT = 1e-3;

/**
 * Orthogonal (Saxe, McClelland and Ganguli 2014): a matrix of normal draws, orthonormalized by Gram and Schmidt in double
 * precision, which is the Q of its QR decomposition with the diagonal of R positive, as PyTorch's. It takes
 * 2 · out · rest · min(out, rest) operations: a second or two at 1,000 by 1,000.
 */
export const orthogonal = {
  schema,
  hints: { scale: "gain" },
  check(_options, shape) {
    if (shape.length >= 2) return;
    const rule = `needs a weight of two axes or more, got [${shape.join(", ")}]`;
    throw new InputError("layers/orthogonal", rule, [], "use it for init, not bias_init");
  },
  fill(values, { gain = 1 }, _fan, random, shape) {
    const out = shape.at(-1) ?? 1;
    const rest = values.length / out; // the weight lies as [rest][out]
    const [count, length] = [Math.min(out, rest), Math.max(out, rest)];
    const drawn = new Float64Array(count * length);
    fillNormal(drawn, 1, random);
    const vectors = Array.from({ length: count }, (_, i) => drawn.subarray(i * length, (i + 1) * length));
    for (const [i, vector] of vectors.entries()) orthonormalize(vector, vectors.slice(0, i));
    for (const [i, vector] of vectors.entries()) {
      for (let k = 0; k < length; k++) values[rest <= out ? i * out + k : k * out + i] = gain * (vector[k] as number);
    }
  },
} as const satisfies InitializerDefinition<Partial<FromSchema<typeof schema>>>;

/** Takes out of a vector what it has of others, which are orthonormal, and gives it length 1. */
function orthonormalize(vector: Float64Array, others: readonly Float64Array[]): void {
  for (let before = norm(vector); ; ) {
    for (let i = 0; i < others.length; i += 4) takeOut(vector, others, i);
    const left = norm(vector);
    if (left >= LEAST_LEFT * before) {
      for (let k = 0; k < vector.length; k++) vector[k] = (vector[k] as number) / left;
      return;
    }
    before = left;
  }
}

const NOTHING = new Float64Array();

/** v ← v − Σ (v · aᵢ) aᵢ for the four others from number `i` on: one pass over the vector for all, as they hardly fit a cache. */
function takeOut(v: Float64Array, others: readonly Float64Array[], i: number): void {
  const a = others[i] as Float64Array;
  const [b, c, d] = [others[i + 1] ?? NOTHING, others[i + 2] ?? NOTHING, others[i + 3] ?? NOTHING];
  if (d === NOTHING) {
    for (const other of [a, b, c]) {
      const share = other === NOTHING ? 0 : dot(v, other);
      for (let k = 0; k < other.length; k++) v[k] = (v[k] as number) - share * (other[k] as number);
    }
    return;
  }
  let [va, vb, vc, vd] = [0, 0, 0, 0];
  for (let k = 0; k < v.length; k++) {
    const x = v[k] as number;
    va += x * (a[k] as number);
    vb += x * (b[k] as number);
    vc += x * (c[k] as number);
    vd += x * (d[k] as number);
  }
  for (let k = 0; k < v.length; k++) {
    const both = va * (a[k] as number) + vb * (b[k] as number);
    v[k] = (v[k] as number) - (both + (vc * (c[k] as number) + vd * (d[k] as number)));
  }
}

const norm = (vector: Float64Array): number => Math.sqrt(dot(vector, vector));

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number);
  return sum;
}
