import { InputError } from "@assay/kernels";
import type { Horizon, Schedule, ScheduleDefinition } from "./contract.ts";

/**
 * Builds a schedule for a training, and those inside it.
 *
 * @param definitions by `type`; every part's options were accepted by its schema
 * @throws InputError where the options do not fit the training, or a schedule inside another one watches a figure
 */
export function buildSchedule<P extends { readonly type: string }>(
  definitions: Readonly<Record<string, ScheduleDefinition<P>>>,
  part: P,
  horizon: Horizon,
): Schedule {
  const definitionOf = ({ type }: P): ScheduleDefinition<P> => {
    const definition = definitions[type];
    if (!definition) throw new Error(`[optimizers] "${type}" is in the schema but not in its registry`);
    return definition;
  };
  return definitionOf(part).build(part, horizon, (inner, within) => {
    if (definitionOf(inner as P).watches) {
      throw new InputError(
        `optimizers/${part.type}`,
        `${inner.type} watches the whole training and cannot be a part of it`,
      );
    }
    return buildSchedule(definitions, inner as P, within);
  });
}
