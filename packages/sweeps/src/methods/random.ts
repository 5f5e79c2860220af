import { settingAt } from "../space.ts";
import { stream } from "../stream.ts";
import type { MethodDefinition } from "./contract.ts";

/** Every parameter drawn by itself. */
export const random: MethodDefinition = {
  about: "random: each parameter drawn from its distribution",
  learns: false,
  create(space, seed) {
    let asked = 0;
    return {
      ask() {
        const draw = stream(seed, `random/${asked++}`);
        // Drawn for each parameter, used or not: another condition changes no other draw.
        const point = space.parameters.map(draw);
        return settingAt(space, point);
      },
    };
  },
};
