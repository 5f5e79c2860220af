import { type ChildProcess, fork } from "node:child_process";
import type { LoadedSpec, LoadOptions } from "@assay/experiment";
import type { Complete } from "@assay/runs";
import type { Versions } from "@assay/runs/store";
import type { Sweep } from "@assay/sweeps";
import type {
  Listener,
  MetricInfo,
  Policy,
  PreparedRun,
  Snapshot,
  StepProfile,
  SummaryRow,
  TrainOutcome,
} from "@assay/training";
import type { AugmentedImages, DataOverview } from "@assay/training/data-overview";
import type { GradcheckOptions, GradientCheck } from "@assay/training/gradcheck";
import type * as Inference from "@assay/training/inference";
import { loadAs } from "./right-file.ts";

/** A spec that was checked against its parts, without reading any data. */
export interface Prepared {
  readonly summary: readonly SummaryRow[];
  readonly arenaBytes: number;
  /** What the training will measure, the first to rank by. */
  readonly parts: {
    readonly metrics: readonly MetricInfo[];
    readonly augmentations: readonly unknown[];
    readonly data: { readonly shape: readonly number[] };
    readonly plan: { readonly epochs: number };
  };
  /** SHA-256 (hex) of the data. */
  fingerprint(): string;
}

export interface TrainOptions {
  readonly threads: number;
  readonly numerics: "fused" | "strict";
  readonly listeners: readonly Listener[];
  /** Aborted to stop the training after the step at hand. */
  readonly signal: AbortSignal;
  /** Given the training's state as often as the spec says. */
  readonly keep?: (snapshot: Snapshot, why: "latest" | "best") => Promise<void>;
  /** Where it goes on. Default: at its beginning. */
  readonly from?: Snapshot;
  /** Asked after each evaluated epoch, behind those of the spec. */
  readonly policies?: readonly Policy[];
}

/** What trains. The listeners receive `start` once the data is read and checked, before the first step. */
export interface Trainer {
  /** Loads what trains, before it is needed. */
  load(): Promise<void>;
  prepare(loaded: LoadedSpec): Prepared;
  train(prepared: Prepared, options: TrainOptions): Promise<TrainOutcome>;
  /** The state in which a changed spec goes on from a run's, at the end of an epoch. @throws SpecError where it cannot */
  carryOver(to: Prepared, snapshot: Snapshot): Promise<Snapshot>;
  /** Checks that a changed spec may go on from the end of an epoch of a run. @throws SpecError where it may not */
  checkFork(from: Prepared, to: Prepared, at: number): Promise<void>;
  /** Why a longer training does not go on exactly from a shorter one's state; undefined where it does. */
  whyNotExtended(from: Prepared, to: Prepared, snapshot: Snapshot): Promise<string | undefined>;
  /** Times a training step and its kernel calls; undefined where it was stopped. */
  profile(
    prepared: Prepared,
    options: Pick<TrainOptions, "threads" | "numerics" | "signal">,
  ): Promise<StepProfile | undefined>;
  /** Compares numeric with analytic gradients; undefined where it was stopped. */
  gradcheck(prepared: Prepared, options: GradcheckOptions): Promise<GradientCheck | undefined>;
  /** Reads a spec's data and measures it. */
  dataOverview(prepared: Prepared): Promise<DataOverview>;
  /** What augmentation makes of the first examples. */
  augmented(
    prepared: Prepared,
    options: Pick<TrainOptions, "threads" | "numerics"> & { readonly examples: number; readonly draws: number },
  ): Promise<AugmentedImages>;
  /** What will be used on this machine: "strict" where the probe for "fused" fails. */
  chooseNumerics(wanted: "fused" | "strict"): "fused" | "strict";
  /**
   * Lets V8 merge pairs of vector operations, from now on in this process, where a self-test has found the same bits.
   * @returns whether they are merged
   */
  revectorizeWhereEqual(numerics: "fused" | "strict", say: (line: string) => void): Promise<boolean>;
  /** Changes whenever equal specs no longer give equal bits. */
  readonly NUMERICS_VERSION: string;
}

/** The heavy modules, each loaded when a command first needs it: `--help` and `list` start without them. */
export interface Services {
  trainer(): Promise<Trainer>;
  /** What uses a stored model. */
  inference(): Promise<typeof Inference>;
  loadSpec(file: string, options?: LoadOptions): Promise<LoadedSpec>;
  /** @param set flags, as `--set` gives them */
  loadSweep(file: string, set?: readonly string[]): Promise<Sweep>;
  /** A spec from its text. @param title what it is called in an error */
  resolveSpec(text: string, title: string): Promise<LoadedSpec>;
  /** Starts a process that trains trials: see trials.ts. */
  trialProcess(): ChildProcess;
  /** Gives specs that earlier versions have resolved today's defaults. */
  complete(): Promise<Complete>;
  versions(trainer: Trainer): Promise<Versions>;
  /** Makes pages of runs; brings the library that draws charts. */
  reports(): Promise<typeof import("@assay/reports")>;
}

export const services: Services = {
  async trainer() {
    const { prepare, chooseNumerics, revectorizeWhereEqual, NUMERICS_VERSION } = await import(
      "@assay/training/checking"
    );
    // What trains is loaded when it trains; it is only ever given what `prepare` has made.
    return {
      ...{ prepare, chooseNumerics, revectorizeWhereEqual, NUMERICS_VERSION },
      load: async () => void (await import("@assay/training")),
      train: async (prepared, options) => (await import("@assay/training")).train(prepared as PreparedRun, options),
      carryOver: async (to, snapshot) => (await import("@assay/training")).carryOver(to as PreparedRun, snapshot),
      checkFork: async (from, to, at) =>
        (await import("@assay/training")).checkFork(from as PreparedRun, to as PreparedRun, at),
      whyNotExtended: async (from, to, snapshot) =>
        (await import("@assay/training")).whyNotExtended(from as PreparedRun, to as PreparedRun, snapshot),
      gradcheck: async (prepared, options) =>
        (await import("@assay/training/gradcheck")).gradcheck(prepared as PreparedRun, options),
      dataOverview: async (prepared) =>
        (await import("@assay/training/data-overview")).dataOverview(prepared as PreparedRun),
      augmented: async (prepared, options) =>
        (await import("@assay/training/data-overview")).augmented(prepared as PreparedRun, options),
      profile: async (prepared, options) => (await import("@assay/training")).profile(prepared as PreparedRun, options),
    };
  },
  inference: () => import("@assay/training/inference"),
  loadSpec: (file, options) =>
    loadAs("spec", file, async () => (await import("@assay/training/checking")).loadSpec(file, options)),
  loadSweep: (file, set) =>
    loadAs("sweep", file, async () => (await import("../sweep/index.ts")).loadSweep(file, undefined, set)),
  async resolveSpec(text, title) {
    const { createFileOrigin, parseYaml } = await import("@assay/experiment");
    const { shippedLoader } = await import("@assay/training/checking");
    return shippedLoader().resolve({ tree: parseYaml(createFileOrigin(title, text)), file: title, source: text }, []);
  },
  // The program itself, whoever has started it.
  trialProcess: () =>
    fork(process.argv[1] ?? "", ["trials"], { stdio: ["ignore", "ignore", "inherit", "ipc"], serialization: "json" }),
  complete: async () => (await import("@assay/training/checking")).shippedLoader().complete,
  reports: () => import("@assay/reports"),
  async versions({ NUMERICS_VERSION }) {
    const { default: manifest } = await import("../../package.json", { with: { type: "json" } });
    return { assay: manifest.version, numerics: NUMERICS_VERSION };
  },
};
