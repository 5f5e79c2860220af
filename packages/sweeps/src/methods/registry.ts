import type { MethodDefinition } from "./contract.ts";
import { grid } from "./grid.ts";
import { random } from "./random.ts";
import { sobol } from "./sobol.ts";
import { tpe } from "./tpe.ts";

/** Every way to search by its name. */
export const methods: Readonly<Record<string, MethodDefinition>> = { grid, random, sobol, tpe };
