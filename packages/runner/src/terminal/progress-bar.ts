import { clock, count, loss } from "@assay/reports/text";
import { type Params, SingleBar } from "cli-progress";
import { shorten, width } from "./columns.ts";
import type { Screen } from "./terminal.ts";

/** What a bar shows besides its length. */
export interface BarState {
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: number;
  /** What is measured, the metric that people look at first: "acc  93.21 %"; empty where there is none. */
  readonly metric: string;
  readonly samplesPerSecond: number;
  /** Seconds until the end of the training, if it goes on at this speed. */
  readonly left: number;
}

const WIDEST = 40;
const NARROWEST = 6;

/** Columns left free: a terminal shows "^C" behind the bar, and in the last column it would break the line. */
const FREE = 3;

/**
 * One line without colours: `epoch 1/5 ███░░░  45 %  loss 0.2345  acc 93.21 %  12,345/s  0:12 left`, cut to
 * the terminal.
 */
export function barLine(share: number, state: BarState, screen: Screen): string {
  const { unicode, columns } = screen;
  const head = `epoch ${String(state.epoch).padStart(String(state.epochs).length)}/${state.epochs} `;
  const tail = [
    ` ${String(Math.floor(share * 100)).padStart(3)} %`,
    `loss ${loss(state.loss).padStart(6)}`,
    ...(state.metric ? [state.metric] : []),
    `${count(state.samplesPerSecond)}/s`.padStart(8),
    `${clock(state.left)} left`,
  ].join("  ");
  const size = Math.min(WIDEST, columns - FREE - width(head) - width(tail));
  if (size < NARROWEST) return shorten(head + tail.trimStart(), columns - FREE, unicode);
  const done = Math.round(share * size);
  const [full, empty] = unicode ? (["█", "░"] as const) : (["#", "-"] as const);
  return `${head}${full.repeat(done)}${empty.repeat(size - done)}${tail}`;
}

/** A bar of `steps` steps that redraws itself in place and leaves nothing behind. Only for interactive screens. */
export function createBar(steps: number, state: BarState, screen: Screen) {
  const bar = new SingleBar({
    stream: screen.stream,
    format: (_: unknown, { progress }: Params, payload: { state: BarState }) =>
      barLine(progress, payload.state, screen),
    fps: 10,
    synchronousUpdate: true, // a training step may keep the event loop, and with it a timer, waiting
    clearOnComplete: true,
    linewrap: true, // the line fits: the terminal's own wrapping is left as it is
    gracefulExit: false, // signals are the command's
  });
  bar.start(steps, 0, { state });
  return {
    update: (step: number, next: BarState): void => bar.update(step, { state: next }),
    remove: (): void => bar.stop(),
  };
}
