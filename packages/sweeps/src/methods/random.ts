import { settingAt } from "../space.ts";
import { stream } from "../stream.ts";
import type { MethodDefinition } from "./contract.ts";

export const random: MethodDefinition = {
  description: "Each parameter drawn from its distribution by itself.",
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
