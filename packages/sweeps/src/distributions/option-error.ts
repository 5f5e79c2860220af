/** Options of a distribution, or of a method, that do not go together; whoever read them knows where they stand. */
export class OptionError extends Error {
  override readonly name = "OptionError";

  readonly option: string;
  readonly hint: string | undefined;

  /** @param option the one that is wrong @param rule what must hold, and the actual value @param hint what to do */
  constructor(option: string, rule: string, hint?: string) {
    super(rule);
    this.option = option;
    this.hint = hint;
  }
}
