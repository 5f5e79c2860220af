/** A file or folder of the results that could not be read or written as needed: exit code 1. */
export class ResultError extends Error {
  override readonly name = "ResultError";
}

/** A mistake in what the user asked for, a flag or a name: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";

  /**
   * @param rule what must hold and the actual value
   * @param hint what to do instead
   */
  constructor(part: string, rule: string, hint?: string) {
    super(`[${part}] ${rule}${hint ? `; ${hint}` : ""}`);
  }
}

/** What Assay could do and declines to, as it would harm what is there: exit code 3. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";

  /**
   * @param rule what stands against it
   * @param hint what to do instead
   */
  constructor(part: string, rule: string, hint?: string) {
    super(`[${part}] ${rule}${hint ? `; ${hint}` : ""}`);
  }
}

/** Who holds a run: a process that lives, or one of which nobody here can tell whether it still does. */
export interface Holder {
  /** In its own namespace; undefined where the lock's name does not say. */
  readonly pid: number | undefined;
  /** Where it is. "unknown": the lock's name has another form, or this process does not know where it is itself. */
  readonly where: "here" | "another machine" | "another PID namespace" | "unknown";
  readonly file: string;
}

/** A run that another process works on: who waits may have it later. */
export class HeldError extends RefusedError {
  readonly holder: Holder;

  constructor(part: string, rule: string, hint: string, holder: Holder) {
    super(part, rule, hint);
    this.holder = holder;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "no space left on the device",
  EDQUOT: "the disk quota is used up",
  EIO: "input/output error",
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EROFS: "the file system is read-only",
  ENOENT: "no such file or folder",
  ENOTDIR: "not a folder",
  EISDIR: "is a folder",
  EMFILE: "too many open files",
};

/** Why the system refused, in words: "no space left on the device (ENOSPC)". */
export function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  if (typeof code !== "string") return error instanceof Error ? error.message : String(error);
  return REASONS[code] ? `${REASONS[code]} (${code})` : code;
}
