import { escapeUnsafe } from "@assay/experiment/plain-text";
import { createStyles, type Styles } from "./styles.ts";

/** A stream the user sees, and what can be shown on it. */
export interface Screen {
  /** Writes a text in which nothing drives the terminal but ends of lines, tabs and the styles of `colors`. */
  readonly write: (text: string) => void;
  /** The stream itself, for what draws on it, and for nothing that comes from outside. */
  readonly stream: NodeJS.WriteStream;
  /** Whether a person may be watching: nothing moves and nothing is coloured otherwise. */
  readonly interactive: boolean;
  readonly columns: number;
  readonly unicode: boolean;
  readonly colors: Styles["colors"];
}

/** stdout carries the result, stderr the progress. */
export interface Terminal {
  readonly out: Screen;
  readonly err: Screen;
}

export interface TerminalOptions {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** False with `--no-color`. */
  readonly color: boolean;
}

const NARROWEST = 60;

/**
 * Looks at the streams once. Colours need a terminal, and neither `--no-color` nor NO_COLOR; characters beyond ASCII are
 * kept off a terminal whose locale is not UTF-8, while a file or a pipe always gets UTF-8 on stdout.
 */
export function createTerminal({ stdout, stderr, env, color }: TerminalOptions): Terminal {
  const screen = (stream: NodeJS.WriteStream, whenPiped: boolean): Screen => {
    const interactive = stream.isTTY === true && env.TERM !== "dumb";
    const { colors, reveal } = createStyles(interactive && color && !env.NO_COLOR);
    return {
      write: (text) => void stream.write(reveal(escapeUnsafe(text, "\n\t"))),
      stream,
      interactive,
      columns: Math.max(NARROWEST, stream.columns ?? 80),
      unicode: stream.isTTY === true ? isUtf8(env) : whenPiped,
      colors,
    };
  };
  return { out: screen(stdout, true), err: screen(stderr, false) };
}

function isUtf8(env: TerminalOptions["env"]): boolean {
  if (env.WT_SESSION) return true; // Windows Terminal, which sets no locale
  return /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || "");
}
