/** A test that stands for a fixture, or beside one. */
export interface NamedTest {
  /** From the root of the repository. */
  readonly file: string;
  /** Words of its title, as they stand in the file. */
  readonly title: string;
  /** What it compares with what, and how near. */
  readonly claim: string;
}

/** What docs/parity.md says of a part. */
export interface Entry {
  /** What it is called in PyTorch, or where it comes from. */
  readonly theirs: string;
  /** How the reference in its fixture was made, where it is not a class of the PyTorch that the fixtures were made with. */
  readonly reference?: string;
  /** Options that came after the PyTorch of the fixtures, and with which version. */
  readonly newer?: Readonly<Record<string, string>>;
  /** Needed where there is no fixture. */
  readonly tests?: readonly NamedTest[];
  /** Each a line: an option that is not there, another default or meaning, what is refused. */
  readonly differences: readonly string[];
}
