import { exp, InputError } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { InitializerDefinition } from "../contract.ts";

const schema = {
  type: "object",
  description: "Normal without what lies outside of two bounds (torch.nn.init.trunc_normal_).",
  examples: [{ std: 0.02, a: -0.04, b: 0.04 }],
  additionalProperties: false,
  properties: {
    mean: { type: "number", default: 0, description: "Mean of the distribution before it is cut off." },
    std: { type: "number", exclusiveMinimum: 0, default: 1, description: "Its standard deviation." },
    a: { type: "number", default: -2, description: "The lower bound: a value, not a number of standard deviations." },
    b: { type: "number", default: 2, description: "The upper bound, above a." },
  },
} as const;

/** Where the density is below 2⁻⁵⁴ of its maximum, at half the squared distance beyond this, no draw would be accepted. */
const FARTHEST = 75;

/**
 * Draws by rejection: uniform within the bounds, as far as the density counts, and accepted with the density's share of its
 * maximum there. It is as exact for bounds far out in a tail as for bounds about the mean.
 */
export const trunc_normal = {
  schema,
  aliases: ["truncated_normal", "truncnormal"],
  hints: { stddev: "std", sigma: "std", lower: "a", upper: "b", low: "a", high: "b", minval: "a", maxval: "b" },
  check({ a = -2, b = 2 }) {
    if (a >= b) throw new InputError("layers/trunc_normal", `b must be above a = ${a}, got ${b}`, ["b"]);
  },
  fill(values, { mean = 0, std = 1, a = -2, b = 2 }, _fan, random) {
    const [lower, upper] = [(a - mean) / std, (b - mean) / std];
    const mode = Math.min(upper, Math.max(lower, 0));
    const reach = Math.sqrt(mode * mode + FARTHEST);
    const low = Math.max(lower, -reach);
    const width = Math.min(upper, reach) - low;
    for (let i = 0; i < values.length; i++) {
      let z: number;
      do z = low + width * random();
      while (random() >= exp((mode * mode - z * z) / 2));
      values[i] = Math.min(b, Math.max(a, mean + std * z));
    }
  },
} as const satisfies InitializerDefinition<Partial<FromSchema<typeof schema>>>;
