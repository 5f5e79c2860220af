import type { Screen } from "../terminal/terminal.ts";

type Failure = NodeJS.ErrnoException;

/** What went wrong with a stream, kept beside it: a process may run more than one command line. */
const failures = new WeakMap<NodeJS.WriteStream, { first?: Failure }>();

/**
 * Keeps what goes wrong with a stream for later: without a listener, a full disk behind `> file` would end the process
 * with a stack trace. A reader such as `head` that has seen enough is no failure.
 */
export function watchOutput(stream: NodeJS.WriteStream): void {
  if (failures.has(stream)) return;
  const failure: { first?: Failure } = {};
  failures.set(stream, failure);
  stream.on("error", (error: Failure) => {
    if (error.code !== "EPIPE") failure.first ??= error;
  });
}

/** Waits until all of the result is written. @returns the one line to say where it could not be */
export async function unwrittenResult({ stream }: Screen): Promise<string | undefined> {
  await new Promise<void>((done) => stream.write("", () => done()));
  const error = failures.get(stream)?.first;
  return (
    error &&
    `[runner/commands] cannot write the result to stdout: ${REASONS[error.code ?? ""] ?? error.message} (${error.code})`
  );
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "no space left on the device",
  EIO: "the device reports an error",
  EFBIG: "the file is too large",
  EDQUOT: "the disk quota is used up",
};
