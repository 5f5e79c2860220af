import { SpecError } from "@assay/experiment/error";
import { RefusedError, ResultError, UsageError } from "@assay/runs/errors";
import { CommanderError } from "commander";
import { safeText } from "../terminal/safe-text.ts";
import type { Screen } from "../terminal/terminal.ts";
import { withoutPasswords } from "../terminal/without-passwords.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { isInputError, isLimitError } from "./input-error.ts";

/** Tells the user what went wrong, on stderr, and gives the exit code. A bug shows its stack only with ASSAY_DEBUG=1. */
export function reportError(error: unknown, err: Screen, env: Readonly<Record<string, string | undefined>>): ExitCode {
  const say = (text: string, code: ExitCode): ExitCode => {
    err.write(`${err.colors.red("error:")} ${withoutPasswords(text)}\n`);
    if (env.ASSAY_DEBUG === "1" && error instanceof Error) err.write(withoutPasswords(`${error.stack}\n`));
    return code;
  };
  if (error instanceof CommanderError) {
    // Help and version were printed as asked; "assay" alone prints the help, but nothing was done.
    if (error.exitCode === 0) return EXIT.done;
    return error.code === "commander.help" ? EXIT.input : say(commandLine(error), EXIT.input);
  }
  if (error instanceof SpecError) {
    for (const mistake of [error, ...error.others]) say(mistake.printed, EXIT.input);
    return EXIT.input;
  }
  if (error instanceof UsageError || isInputError(error)) return say(safeText(error.message), EXIT.input);
  if (error instanceof RefusedError) return say(safeText(error.message), EXIT.refused);
  if (error instanceof ResultError || isLimitError(error)) return say(safeText(error.message), EXIT.failed);
  const { code } = (error ?? {}) as { code?: unknown };
  const message = safeText(error instanceof Error ? error.message : String(error));
  // Node's loader, and its threads, have codes of their own for what is only a limit of the process.
  if (code === "EMFILE" || code === "ENFILE" || /\bEMFILE\b|too many open files/.test(message)) {
    return say(`${message}; raise the limit of the process: ulimit -n 1024`, EXIT.failed);
  }
  if (error instanceof RangeError && /out of memory|allocation failed|allocate/i.test(message)) {
    return say(`${message}; raise the limits of the process: ulimit -v, --max-old-space-size`, EXIT.failed);
  }
  if (typeof code === "string" && /^E[A-Z]+$/.test(code)) return say(message, EXIT.failed);
  return say(`${message} (a bug in Assay; ASSAY_DEBUG=1 shows where)`, EXIT.failed);
}

/** Commander's message as one line. */
const commandLine = ({ message }: CommanderError): string =>
  `[runner/commands] ${safeText(
    message
      .replace(/^error: /, "")
      .replace(
        /\n\(Did you mean one of (.+)\?\)$/s,
        (_, names: string) => `; did you mean ${names.replace(/, (?=[^,]*$)/, " or ")}?`,
      )
      .replace(/\n\(Did you mean (.+)\?\)$/s, '; did you mean "$1"?')
      .replaceAll("\n", " "),
  )}`;
