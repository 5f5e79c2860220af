import { canonicalJson } from "@assay/experiment/identity";
import type { Distribution, DistributionDefinition } from "./contract.ts";
import { OptionError } from "./option-error.ts";

interface Options {
  readonly values: readonly unknown[];
  /** Of the values, in their order. Default: all alike. */
  readonly probabilities?: readonly number[];
}

/** How far the sum of the probabilities may be from 1: 1/3 is written 0.333. */
const SLACK = 0.01;

export const choice: DistributionDefinition<Options> = {
  schema: {
    description: "One of some values, numbers or not; what values alone stand for.",
    examples: [{ values: [32, 64, 128] }],
    required: ["values"],
    properties: {
      values: { type: "array", minItems: 1, maxItems: 1000, uniqueItems: true, description: "The values to try." },
      probabilities: {
        type: "array",
        items: { type: "number", exclusiveMinimum: 0, maximum: 1 },
        description: "Of the values, in their order; they sum to 1. Default: all alike.",
      },
    },
  },
  build({ values, probabilities = values.map(() => 1 / values.length) }): Distribution {
    if (probabilities.length !== values.length) {
      const rule = `there must be as many probabilities as values (${values.length}), got ${probabilities.length}`;
      throw new OptionError("probabilities", rule);
    }
    const total = probabilities.reduce((sum, each) => sum + each, 0);
    if (Math.abs(total - 1) > SLACK) {
      throw new OptionError("probabilities", `probabilities must sum to 1, got ${Number(total.toPrecision(6))}`);
    }
    // Where each value ends, of 1.
    let sum = 0;
    const ends = probabilities.map((each) => {
      sum += each;
      return sum / total;
    });
    const texts = values.map((value) => canonicalJson(value));
    return {
      values: { count: values.length, at: (index) => values[index] },
      ordered: false,
      at: (u) => values[ends.findIndex((end) => u < end)] ?? values.at(-1),
      place(value) {
        const index = texts.indexOf(canonicalJson(value));
        return ((ends[index - 1] ?? 0) + (ends[index] ?? 1)) / 2;
      },
    };
  },
};
