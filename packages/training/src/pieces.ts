import type { Pause } from "./pause.ts";

/** Elements between two looks at the clock: some milliseconds of random draws. */
const PIECE = 2 ** 17;

/**
 * Works through `length` elements, piece by piece, while the event loop turns now and then in between.
 *
 * @param work given where a piece begins, and where it ends
 * @returns false where it was asked to stop
 */
export async function inPieces(
  length: number,
  pause: Pause,
  work: (from: number, to: number) => void,
): Promise<boolean> {
  for (let from = 0; from < length; from += PIECE) {
    work(from, Math.min(from + PIECE, length));
    if (pause.isDue() && (await pause.turn())) return false;
  }
  return true;
}
