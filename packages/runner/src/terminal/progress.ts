import type { Listener, MetricInfo, TrainEvent } from "@assay/training/events";
import { epochHead, epochLine } from "./epoch-table.ts";
import { metricText, shortName } from "./metric-text.ts";
import { createBar } from "./progress-bar.ts";
import type { Screen } from "./terminal.ts";

type Step = Extract<TrainEvent, { type: "step" }>;

/** Back to the start of the line, and everything on it erased. */
const CLEAR_LINE = "\r\u001b[2K";

/** Shows a training as it goes: on a terminal a bar an epoch, everywhere a line an epoch. */
export interface Progress {
  readonly listener: Listener;
  /** Removes the bar for good; to be called however the training ends. */
  readonly stop: () => void;
}

/**
 * @param screen stderr: progress is not the result
 * @param lines whether finished epochs leave a line
 */
export function createProgress(screen: Screen, { lines = true } = {}): Progress {
  let epochs = 0;
  let steps = 0;
  let batch = 0;
  let validation = false;
  let metrics: readonly MetricInfo[] = [];
  let headed = false;
  let bar: ReturnType<typeof createBar> | undefined;

  let stopped = false;
  let waiting = false;

  const removeBar = () => {
    bar?.remove();
    bar = undefined;
    if (waiting) screen.stream.write(CLEAR_LINE);
    waiting = false;
  };
  const draw = (event: Step) => {
    const remaining = steps - (event.epoch - 1) * event.stepsPerEpoch - event.step;
    const [primary] = metrics;
    const state = {
      epoch: event.epoch,
      epochs,
      loss: event.train.loss,
      metric: primary ? `${shortName(primary)} ${metricText(primary, event.train).padStart(7)}` : "",
      samplesPerSecond: event.samplesPerSecond,
      left: event.samplesPerSecond > 0 ? (remaining * batch) / event.samplesPerSecond : 0,
    };
    bar ??= createBar(event.stepsPerEpoch, state, screen);
    bar.update(event.step, state);
  };

  return {
    stop() {
      stopped = true;
      removeBar();
    },
    listener(event) {
      if (event.type === "start") {
        ({ epochs, steps, validation } = event);
        batch = event.batchSize;
        metrics = event.metrics;
      } else if (event.type === "step") {
        if (screen.interactive && !stopped) draw(event);
      } else if (event.type === "epoch") {
        removeBar();
        if (!lines || !event.evaluated) return;
        const columns = { metrics, validation, test: event.record.test !== undefined };
        if (!headed) screen.write(`${screen.colors.bold(epochHead(columns))}\n`);
        headed = true;
        screen.write(`${epochLine(event.record, epochs, columns)}\n`);
      } else if (event.type === "evaluate" && screen.interactive && !stopped) {
        waiting = true;
        screen.write(`evaluating the ${event.split} split`);
      }
    },
  };
}
