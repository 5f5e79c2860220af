/** Something that is not as it was recorded. */
export interface Difference {
  /** "chain.jsonl", "checkpoints/step-000000400.safetensors", or "run.json" for what training again gave other than it says. */
  readonly where: string;
  readonly epoch?: number;
  /** The parameter or buffer. */
  readonly tensor?: string;
  /** What differs, and what was recorded. */
  readonly what: string;
}

/** What a look at the files of a run has found. */
export interface FilesChecked {
  /** The files that were compared with what the record says of them. */
  readonly checked: readonly string[];
  /** What is not there and need not be: large files whose hashes run.json holds, and the best epoch's checkpoint. */
  readonly absent: readonly string[];
  readonly differences: readonly Difference[];
}
