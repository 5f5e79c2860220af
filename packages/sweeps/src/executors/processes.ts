import type { ChildProcess } from "node:child_process";
import { RefusedError, ResultError } from "@assay/runs/errors";
import { failedResult } from "../failed-result.ts";
import type { TrialResult } from "../trial.ts";
import type { FromProcess, ToProcess, TrialTask } from "./protocol.ts";

export interface ProcessesOptions {
  /** How many at a time. */
  readonly slots: number;
  /** Starts a process with a channel for messages: see `FromProcess`. */
  readonly start: () => ChildProcess;
  /** Milliseconds without a sign of life after which a process counts as hung. Default: five minutes: reading data may keep it busy */
  readonly patience?: number;
  /** Milliseconds in which a process that is told to stop must end its trial. Default: four seconds */
  readonly grace?: number;
  /** Times that a trial is tried whose process ends or hangs. Default: 3 */
  readonly attempts?: number;
}

const GRACE = 4000;
const PATIENCE = 300_000;

/** Told of each evaluated epoch of a trial. */
export type OnEpoch = (epoch: number, epochs: number, figure: number | null) => void;

/** A pool of processes, each of which trains one trial after the other. */
export interface Processes {
  readonly slots: number;
  /** Trains one. @returns undefined where it was stopped @throws ResultError, RefusedError for what no other trial would survive either */
  run(
    task: TrialTask,
    signal: AbortSignal,
    onEpoch?: OnEpoch,
    onHeld?: (message: string) => void,
  ): Promise<TrialResult | undefined>;
  /** Starts the processes, so that they are ready when the first trials come. */
  warm(): void;
  /** Ends them all. */
  close(): void;
}

/**
 * Trains trials in processes of their own: one that ends, hangs or uses up its memory takes its trial with it and nothing else.
 * The trial is tried again, on from its checkpoint; one that always ends so has failed.
 */
export function createProcesses(options: ProcessesOptions): Processes {
  const { slots, start, patience = PATIENCE, grace = GRACE, attempts = 3 } = options;
  const idle: ChildProcess[] = [];
  let isClosed = false;
  const all = new Set<ChildProcess>();

  function drop(child: ChildProcess): void {
    all.delete(child);
    const at = idle.indexOf(child);
    if (at >= 0) idle.splice(at, 1);
  }

  function take(): ChildProcess {
    const free = idle.pop();
    if (free) return free;
    const child = start();
    all.add(child);
    child.on("error", () => drop(child)); // told as well where a trial was given to it
    child.once("exit", () => drop(child));
    return child;
  }

  /** One attempt. @returns why the process is gone, where it is */
  function attempt(
    task: TrialTask,
    signal: AbortSignal,
    onEpoch: OnEpoch | undefined,
    onHeld: ((message: string) => void) | undefined,
  ): Promise<{ result: TrialResult | undefined } | { gone: string }> {
    return new Promise((resolve, reject) => {
      const child = take();
      let isHung = false;
      const hung = (): void => {
        isHung = true;
        child.kill("SIGKILL");
      };
      let timer = setTimeout(hung, patience);
      const send = (message: ToProcess): void => void child.send(message, () => undefined); // its end is told by "exit"
      let deadline: NodeJS.Timeout | undefined;
      const stop = (): void => {
        send({ type: "stop" });
        deadline = setTimeout(() => child.kill("SIGKILL"), grace); // it may be reading data, and hear nothing
      };
      const done = (): void => {
        clearTimeout(timer);
        clearTimeout(deadline);
        signal.removeEventListener("abort", stop);
        child.off("message", heard);
        child.off("exit", left);
        child.off("error", failed);
      };
      const heard = (message: FromProcess): void => {
        clearTimeout(timer);
        timer = setTimeout(hung, patience);
        if (message.type === "epoch") onEpoch?.(message.epoch, message.epochs, message.figure);
        if (message.type === "held") onHeld?.(message.message);
        if (message.type === "alive" || message.type === "epoch" || message.type === "held") return;
        done();
        idle.push(child);
        if (message.type === "refused") reject(new RefusedError("sweeps/worker", message.message));
        else if (message.type === "error") reject(new ResultError(message.message));
        else resolve({ result: message.result });
      };
      const left = (code: number | null, name: NodeJS.Signals | null): void => {
        done();
        const how = name === null ? `exit ${code}` : name;
        const silent = `it gave no sign of life for ${Math.round(patience / 1000)} s`;
        resolve({ gone: isHung ? silent : `its process ended: ${how}` });
      };
      const failed = (error: Error): void => {
        done();
        resolve({ gone: `its process could not be started: ${error.message}` });
      };
      child.on("message", heard);
      child.once("exit", left);
      child.once("error", failed);
      signal.addEventListener("abort", stop);
      send({ type: "train", task });
      if (signal.aborted) stop();
    });
  }

  return {
    slots,
    warm() {
      const started = Array.from({ length: slots }, take);
      idle.push(...started);
    },
    async run(task, signal, onEpoch, onHeld) {
      for (let number = 1; ; number++) {
        const ended = await attempt(task, signal, onEpoch, onHeld);
        if ("result" in ended) return ended.result;
        if (signal.aborted || isClosed) return undefined;
        if (number < attempts) continue;
        return failedResult(`${ended.gone} (${attempts} times)`);
      }
    },
    close() {
      isClosed = true;
      for (const child of all) child.disconnect();
    },
  };
}
