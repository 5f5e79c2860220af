import type { MethodDefinition } from "./contract.ts";
import { grid } from "./grid.ts";
import { random } from "./random.ts";
import { sobol } from "./sobol.ts";
import { tpe } from "./tpe.ts";

/** Every way to search by its name. */
export const methods = { grid, random, sobol, tpe } as const satisfies Readonly<Record<string, MethodDefinition>>;

/** One by a name that was read. */
export const methodNamed = (name: string): MethodDefinition | undefined =>
  Object.hasOwn(methods, name) ? methods[name as keyof typeof methods] : undefined;
