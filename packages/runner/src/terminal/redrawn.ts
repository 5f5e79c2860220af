import { shorten } from "./columns.ts";
import { safeText } from "./safe-text.ts";
import type { Screen } from "./terminal.ts";

/** Some lines at the end of what a terminal shows that are drawn again and again. */
export interface Redrawn {
  /** Draws them, each cut to the terminal's width, instead of those before. */
  draw(lines: readonly string[]): void;
  /** Writes text that stays, above them. */
  above(text: string): void;
  /** Removes them. */
  clear(): void;
}

/** Columns left free: a terminal shows "^C" after a line, and in the last column it would break it. */
const FREE = 3;

/** Line by line: where a whole screen is cleared at once, some terminals keep it among what can be scrolled back to. */
const UP_AND_CLEAR = "\u001b[1A\r\u001b[2K";

/** On a screen where nobody watches, nothing is drawn, and text goes through. */
export function createRedrawn(screen: Screen): Redrawn {
  const { interactive, stream, unicode } = screen;
  let drawn: readonly string[] = [];
  const clear = (): void => {
    stream.write(UP_AND_CLEAR.repeat(drawn.length));
    drawn = [];
  };
  const draw: Redrawn["draw"] = (lines) => {
    if (!interactive) return;
    clear();
    drawn = lines.map((line) => shorten(safeText(line), (stream.columns ?? screen.columns) - FREE, unicode));
    stream.write(drawn.map((line) => `${line}\n`).join(""));
  };
  return {
    draw,
    above(text) {
      const lines = drawn;
      clear();
      screen.write(text);
      draw(lines);
    },
    clear,
  };
}
