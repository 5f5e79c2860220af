/** Where a training stands, between two steps. */
export interface Position {
  /** From 1. */
  readonly epoch: number;
  /** Where the next batch begins in the epoch's order; at its end, what is left of the epoch is its evaluation. */
  readonly start: number;
  /** Batches drawn since the start: the number of the next draw. */
  readonly draw: number;
  /** Updates since the start: the number of the next one. As many as draws where each batch makes one. */
  readonly update: number;
}

/** Before the first step. */
export const BEGINNING: Position = { epoch: 1, start: 0, draw: 0, update: 0 };

/** At the first step of the next epoch. */
export const nextEpoch = (position: Position): Position => ({ ...position, epoch: position.epoch + 1, start: 0 });
