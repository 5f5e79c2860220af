/**
 * A mistake in what the user gave (a spec, a flag, a data file). `path` leads to the value inside the part's options
 * (["kernel_size"], or [] for the part itself); whoever knows the file turns it into file:line:column.
 */
export class InputError extends Error {
  override readonly name = "InputError";
  readonly part: string;
  readonly rule: string;
  readonly path: readonly (string | number)[];
  readonly hint: string | undefined;

  /**
   * @param part who speaks, as `package/part`: "layers/dropout"
   * @param rule what must hold and the actual value: "p must be in [0, 1), got 1.5"
   * @param hint what to do instead
   */
  constructor(part: string, rule: string, path: readonly (string | number)[] = [], hint?: string) {
    super(`[${part}] ${rule}${hint ? `; ${hint}` : ""}`);
    this.part = part;
    this.rule = rule;
    this.path = path;
    this.hint = hint;
  }

  /** The same error seen from an enclosing part: `path` is prefixed. */
  within(...prefix: (string | number)[]): InputError {
    return new InputError(this.part, this.rule, [...prefix, ...this.path], this.hint);
  }
}

/**
 * What the process or the machine would not give: memory, address space, threads. Nothing of what the user wrote is wrong; a
 * limit is to be raised, or less to be asked for.
 */
export class LimitError extends Error {
  override readonly name = "LimitError";

  /** @param part who speaks, as `package/part`; @param rule the limit and what was asked for; @param hint what to do */
  constructor(part: string, rule: string, hint: string) {
    super(`[${part}] ${rule}; ${hint}`);
  }
}
