import { clock, duration } from "@assay/reports/text";
import type { SweepMetric, TrialResult } from "@assay/sweeps";
import type { MetricInfo } from "@assay/training/events";
import { createBestSetting } from "./best-setting.ts";
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
  /** The number of its setting, from 0. */
  readonly setting: number;
  readonly seed: number;
  readonly sets: Readonly<Record<string, unknown>>;
}

/** Shows a sweep as it goes: a line for each trial that is over and, on a terminal, a block that is redrawn. */
export interface SweepProgress {
  begin(trial: ShownTrial): void;
  epoch(trial: ShownTrial, epoch: number, epochs: number, figure: number | null): void;
  /** @param isOurs whether it was trained for this process, and not for another one at the same time */
  end(trial: ShownTrial, result: TrialResult, isOurs: boolean): void;
  /** Counts a trial that was over before this process began: of those there is no line each. */
  found(trial: ShownTrial, result: TrialResult): void;
  /** Says something else. */
  say(line: string): void;
  /** Removes what is redrawn, for good. */
  stop(): void;
}

interface Shown {
  /** How many trials there will be, where that is known. */
  readonly total: number | undefined;
  /** Trials of a setting, one a seed. */
  readonly repeats: number;
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
  { total, repeats, seconds }: Shown,
): SweepProgress {
  const began = seconds();
  const block = createRedrawn(screen);
  const running = new Map<number, Running>();
  let [done, trained, drawn] = [0, 0, 0];
  const best = createBestSetting<ShownTrial>(goal, repeats);
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
      ...bestLine(),
      ...shown.map(({ trial, text }) => `  trial ${numberOf(trial)}  ${text}  ${setsText(trial)}`),
      ...(more > 0 ? [`  and ${more} more`] : []),
    ];
  }
  function bestLine(): string[] {
    const found = best.get();
    if (!found) return [];
    const { trial, mean } = found;
    if (repeats === 1) return [`best: trial ${trial.number + 1}  ${figureText(mean)}  ${setsText(trial)}`];
    return [`best: setting ${trial.setting + 1}  ${figureText(mean)}, mean of ${repeats} seeds  ${textOf(trial)}`];
  }
  function count(trial: ShownTrial, { status, curve }: TrialResult): void {
    running.delete(trial.number);
    done++;
    best.add(trial, status === "completed" ? (curve.at(-1)?.[1] ?? null) : null);
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
    found(trial, result) {
      count(trial, result);
      draw();
    },
    end(trial, result, isOurs) {
      count(trial, result);
      if (isOurs) trained++;
      if (isStopped) return;
      const text = `trial ${numberOf(trial)}${of}  ${endText(result, isOurs, name, figureText)}  ${setsText(trial)}`;
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

/** What a trial sets. */
const textOf = ({ sets }: ShownTrial): string =>
  Object.entries(sets)
    .map(([key, value]) => safeText(`${key}=${settingText(value, false)}`))
    .join("  ");

/** What a trial sets, and its seed. */
const setsText = (trial: ShownTrial): string => [textOf(trial), `seed=${trial.seed}`].filter(Boolean).join("  ");

/** How a trial has ended. */
function endText(
  { status, curve, epochs, reason, seconds }: TrialResult,
  isOurs: boolean,
  name: string,
  figureText: (figure: number | null) => string,
): string {
  const figure = `${name} ${figureText(curve.at(-1)?.[1] ?? null)}`;
  const time = isOurs ? duration(seconds) : "by another process";
  const why = reason === undefined ? "" : `: ${safeText(reason)}`;
  return {
    completed: `${figure}, ${time}`,
    stopped: `${figure}, stopped after epoch ${epochs}, ${time}`,
    diverged: `diverged${why}`,
    failed: `failed${why}`,
  }[status];
}
