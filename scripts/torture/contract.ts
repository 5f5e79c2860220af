/** What a promise of RELIABILITY is put to. */
export interface Trial {
  /** Smaller figures, for every build. */
  readonly quick: boolean;
  /** An empty folder of its own. */
  readonly folder: string;
  /** Tells what is going on. */
  readonly say: (text: string) => void;
}

/** How a promise held. */
export interface Outcome {
  readonly tried: number;
  readonly survived: number;
  /** Of what was lost: what happened, a line each. */
  readonly lost: readonly string[];
}

/** One promise: what is done to Assay, and what must hold. */
export interface Promised {
  /** What is done, and what must hold, in one line. */
  readonly about: string;
  /** Why it cannot be tried on this machine; undefined where it can. */
  readonly missing?: () => string | undefined;
  readonly run: (trial: Trial) => Promise<Outcome>;
}
