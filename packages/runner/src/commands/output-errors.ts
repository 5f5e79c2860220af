import type { Screen } from "../terminal/terminal.ts";

type Failure = NodeJS.ErrnoException;

/** What went wrong with a stream, kept beside it: a process may run more than one command line. */
const failures = new WeakMap<NodeJS.WriteStream, { first?: Failure }>();

/**
 * Keeps what goes wrong with a stream for later: without a listener, a full disk behind `> file` would end the process
 * with a stack trace. A reader such as `head` that has seen enough is no failure; one that was gone before it saw anything is.
 */
export function watchOutput(stream: NodeJS.WriteStream): void {
  if (failures.has(stream)) return;
  const failure: { first?: Failure } = {};
  failures.set(stream, failure);
  stream.on("error", (error: Failure) => {
    if (error.code !== "EPIPE" || stream.bytesWritten === 0) failure.first ??= error;
  });
}

/** Why a stream took nothing of what was written, or not all of it; undefined where nothing is known to have gone wrong. */
export function unwritten({ stream }: Screen): string | undefined {
  const error = failures.get(stream)?.first;
  return error && `${REASONS[error.code ?? ""] ?? error.message} (${error.code})`;
}

/** What is to be said of a result that could not be written, and whether the command has failed by it. */
export interface UnwrittenResult {
  readonly line: string;
  readonly isFailure: boolean;
}

/**
 * Waits until all of the result is written, however slowly it is read.
 *
 * @returns what to say where it could not be. Nobody who reads is no failure: whoever ended the reader knows
 */
export async function unwrittenResult(out: Screen): Promise<UnwrittenResult | undefined> {
  await new Promise<void>((done) => out.stream.write("", () => done()));
  const why = unwritten(out);
  if (why === undefined) return undefined;
  const isFailure = failures.get(out.stream)?.first?.code !== "EPIPE";
  return { line: `[runner/commands] cannot write the result to stdout: ${why}`, isFailure };
}

/** Milliseconds in which an interrupted command gets rid of what it has to say. */
const PATIENCE = 1000;

/** Ends an interrupted process even where nobody reads what is left to be written: an unread pipe would keep it for ever. */
export function waitForNobody(exit: () => void): void {
  setTimeout(exit, PATIENCE).unref(); // fires only while something else keeps the process
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "no space left on the device",
  EIO: "the device reports an error",
  EFBIG: "the file is too large",
  EDQUOT: "the disk quota is used up",
  EPIPE: "nobody reads it any more",
};
