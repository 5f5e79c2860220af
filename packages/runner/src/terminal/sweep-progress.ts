import { clock, duration } from "@assay/reports/text";
import type { SweepMetric, TrialResult } from "@assay/sweeps";
import type { MetricInfo } from "@assay/training/events";
import { shorten } from "./columns.ts";
import { metricText } from "./metric-text.ts";
import { createRedrawn } from "./redrawn.ts";
import { safeText } from "./safe-text.ts";
import { settingText } from "./setting-text.ts";
import type { Screen } from "./terminal.ts";

/** Milliseconds between two redraws. */
const REDRAW = 100;

/** A trial as far as its progress is shown. */
export interface ShownTrial {
  /** From 0. */
  readonly number: number;
  readonly seed: number;
  readonly sets: Readonly<Record<string, unknown>>;
}

/** Shows a sweep as it goes: a line for each trial that is over and, on a terminal, a block that is redrawn. */
export interface SweepProgress {
  begin(trial: ShownTrial): void;
  epoch(trial: ShownTrial, epoch: number, epochs: number, figure: number | null): void;
  end(trial: ShownTrial, result: TrialResult, isNew: boolean): void;
  /** Says something else. */
  say(line: string): void;
  /** Removes what is redrawn, for good. */
  stop(): void;
}

interface Shown {
  /** How many trials there will be, where that is known. */
  readonly total: number | undefined;
  /** The clock. */
  readonly seconds: () => number;
}

/** A trial that is being trained. */
interface Running {
  readonly trial: ShownTrial;
  readonly text: string;
}

/** Of a terminal that does not say how many lines it has. */
const USUAL_ROWS = 24;

/** Lines of a terminal that are left to what has ended. */
const LEFT_FREE = 6;

export function createSweepProgress(
  screen: Screen,
  { name, goal }: SweepMetric,
  metric: MetricInfo,
  { total, seconds }: Shown,
): SweepProgress {
  const began = seconds();
  const block = createRedrawn(screen);
  const running = new Map<number, Running>();
  let [done, trained, drawn] = [0, 0, 0];
  let best: { readonly figure: number; readonly trial: ShownTrial } | undefined;
  let isStopped = false;
  const figureText = (figure: number | null): string => metricText(metric, { [metric.name]: figure });
  const of = total === undefined ? "" : `/${total}`;
  const numberOf = ({ number }: ShownTrial): string => String(number + 1).padStart(of.length - 1);

  function lines(): string[] {
    const left = total !== undefined && trained > 0 ? ((seconds() - began) / trained) * (total - done) : undefined;
    const head = [
      `${done}${of} done`,
      `${running.size} running`,
      ...(left === undefined ? [] : [`${clock(left)} left`]),
    ];
    const most = Math.max(1, (screen.stream.rows ?? USUAL_ROWS) - LEFT_FREE);
    const shown = [...running.values()].slice(0, most);
    const more = running.size - shown.length;
    return [
      head.join(", "),
      ...(best ? [`best: trial ${best.trial.number + 1}  ${figureText(best.figure)}  ${setsText(best.trial)}`] : []),
      ...shown.map(({ trial, text }) => `  trial ${numberOf(trial)}  ${text}  ${setsText(trial)}`),
      ...(more > 0 ? [`  and ${more} more`] : []),
    ];
  }
  function draw(now = false): void {
    const time = seconds() * 1000;
    if (isStopped || !screen.interactive || (!now && time - drawn < REDRAW)) return;
    drawn = time;
    block.draw(lines());
  }

  return {
    begin(trial) {
      running.set(trial.number, { trial, text: "starting" });
      draw(true);
    },
    epoch(trial, epoch, epochs, figure) {
      const text = `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}  ${figureText(figure)}`;
      running.set(trial.number, { trial, text });
      draw();
    },
    end(trial, result, isNew) {
      running.delete(trial.number);
      done++;
      if (isNew) trained++;
      const figure = result.status === "completed" ? (result.curve.at(-1)?.[1] ?? null) : null;
      const sign = goal === "maximize" ? 1 : -1;
      if (figure !== null && (best === undefined || sign * figure > sign * best.figure)) best = { figure, trial };
      if (isStopped) return;
      const text = `trial ${numberOf(trial)}${of}  ${endText(result, isNew, name, figureText)}  ${setsText(trial)}`;
      // In a file all of it is of use.
      const line = screen.interactive ? shorten(text, screen.columns - 1, screen.unicode) : text;
      const isBad = result.status === "failed" || result.status === "diverged";
      block.above(`${isBad ? screen.colors.red(line) : line}\n`);
      draw(true);
    },
    say: (line) => block.above(`${safeText(line)}\n`),
    stop() {
      block.clear();
      isStopped = true;
    },
  };
}

/** What a trial sets, and its seed. */
const setsText = ({ sets, seed }: ShownTrial): string =>
  [...Object.entries(sets).map(([key, value]) => safeText(`${key}=${settingText(value, false)}`)), `seed=${seed}`].join(
    "  ",
  );

/** How a trial has ended. */
function endText(
  { status, curve, epochs, reason, seconds }: TrialResult,
  isNew: boolean,
  name: string,
  figureText: (figure: number | null) => string,
): string {
  const figure = `${name} ${figureText(curve.at(-1)?.[1] ?? null)}`;
  const time = isNew ? duration(seconds) : "was there already";
  const why = reason === undefined ? "" : `: ${safeText(reason)}`;
  return {
    completed: `${figure}, ${time}`,
    stopped: `${figure}, stopped after epoch ${epochs}, ${time}`,
    diverged: `diverged${why}`,
    failed: `failed${why}`,
  }[status];
}
