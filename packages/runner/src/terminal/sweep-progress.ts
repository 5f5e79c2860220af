import { clock, duration } from "@assay/reports/text";
import type { SweepMetric, TrialResult } from "@assay/sweeps";
import type { MetricInfo } from "@assay/training/events";
import { shorten } from "./columns.ts";
import { metricText } from "./metric-text.ts";
import { safeText } from "./safe-text.ts";
import { settingText } from "./setting-text.ts";
import type { Screen } from "./terminal.ts";

const CLEAR_LINE = "\r\u001b[2K";

/** Milliseconds between two redraws. */
const REDRAW = 100;

/** A trial as far as its progress is shown. */
export interface ShownTrial {
  /** From 0. */
  readonly number: number;
  readonly seed: number;
  readonly sets: Readonly<Record<string, unknown>>;
}

/** Shows a sweep as it goes: a line for each trial that is over and, on a terminal, one that is redrawn. */
export interface SweepProgress {
  begin(trial: ShownTrial): void;
  epoch(trial: ShownTrial, epoch: number, epochs: number, figure: number | null): void;
  end(trial: ShownTrial, result: TrialResult, isNew: boolean): void;
  /** Removes what is redrawn, for good. */
  stop(): void;
}

/**
 * @param total how many trials there will be, where that is known
 * @param slots how many at a time
 * @param seconds the clock
 */
export function createSweepProgress(
  screen: Screen,
  { name, goal }: SweepMetric,
  metric: MetricInfo,
  {
    total,
    slots,
    seconds,
  }: { readonly total: number | undefined; readonly slots: number; readonly seconds: () => number },
): SweepProgress {
  const began = seconds();
  const running = new Map<number, string>();
  let [done, trained, drawn] = [0, 0, 0];
  let best: { readonly figure: number; readonly trial: ShownTrial } | undefined;
  let isStopped = false;
  const figureText = (figure: number | null): string => metricText(metric, { [metric.name]: figure });
  const of = total === undefined ? "" : `/${total}`;
  const clear = (): void => void (screen.interactive && screen.stream.write(CLEAR_LINE));

  function draw(now = false): void {
    if (!screen.interactive || isStopped) return;
    const time = seconds() * 1000;
    if (!now && time - drawn < REDRAW) return;
    drawn = time;
    const left = total !== undefined && trained > 0 ? ((seconds() - began) / trained) * (total - done) : undefined;
    const parts = [
      `${done}${of} done`,
      ...[...running].slice(0, slots).map(([number, text]) => `${number + 1}: ${text}`),
      ...(best ? [`best ${figureText(best.figure)} (trial ${best.trial.number + 1})`] : []),
      ...(left === undefined ? [] : [`${clock(left)} left`]),
    ];
    screen.stream.write(CLEAR_LINE + shorten(parts.join("  "), screen.columns - 3, screen.unicode));
  }

  return {
    begin({ number }) {
      running.set(number, "starting");
      draw(true);
    },
    epoch({ number }, epoch, epochs, figure) {
      running.set(number, `epoch ${epoch}/${epochs}${figure === null ? "" : ` ${figureText(figure)}`}`);
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
      clear();
      screen.write(`${trialLine(trial, result, isNew, of, name, figureText, screen)}\n`);
      draw(true);
    },
    stop() {
      if (isStopped) return;
      clear();
      isStopped = true;
    },
  };
}

/** A trial that is over, in one line. */
function trialLine(
  { number, seed, sets }: ShownTrial,
  { status, curve, epochs, reason, seconds }: TrialResult,
  isNew: boolean,
  of: string,
  name: string,
  figureText: (figure: number | null) => string,
  { colors }: Screen,
): string {
  const settings = Object.entries(sets).map(([key, value]) => safeText(`${key}=${settingText(value, false)}`));
  const figure = `${name} ${figureText(curve.at(-1)?.[1] ?? null)}`;
  const time = isNew ? duration(seconds) : "was there already";
  const ended = {
    completed: `${figure}, ${time}`,
    stopped: `${figure}, stopped after epoch ${epochs}, ${time}`,
    diverged: colors.red(`diverged${reason === undefined ? "" : `: ${safeText(reason)}`}`),
    failed: colors.red(`failed${reason === undefined ? "" : `: ${safeText(reason)}`}`),
  }[status];
  return [`trial ${String(number + 1).padStart(of.length - 1)}${of}`, ...settings, `seed=${seed}`, ended].join("  ");
}
