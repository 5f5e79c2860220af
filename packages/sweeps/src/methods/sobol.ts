import { OptionError } from "../distributions/option-error.ts";
import { scramble } from "../sobol/scramble.ts";
import { createSobol, MOST_DIMENSIONS } from "../sobol/sobol.ts";
import { settingAt } from "../space.ts";
import { stream } from "../stream.ts";
import type { MethodDefinition } from "./contract.ts";

export const sobol: MethodDefinition = {
  description: "A scrambled Sobol sequence, which fills the space more evenly than random draws.",
  learns: false,
  create(space, seed) {
    const dimensions = space.parameters.length;
    if (dimensions > MOST_DIMENSIONS) {
      const rule = `sobol has at most ${MOST_DIMENSIONS} dimensions, there are ${dimensions} parameters`;
      throw new OptionError("method", rule, "write method: random");
    }
    const next = createSobol(dimensions);
    const draw = stream(seed, "sobol");
    const seeds = space.parameters.map(() => Math.floor(draw() * 2 ** 32));
    return {
      ask() {
        const point = Array.from(next(), (coordinate, i) => (scramble(coordinate, seeds[i] ?? 0) + 0.5) / 2 ** 32);
        return settingAt(space, point);
      },
    };
  },
};
