import { safeText } from "./safe-text.ts";
import type { Screen } from "./terminal.ts";

const CLEAR_LINE = "\r\u001b[2K";

/** Says a line where another one is being redrawn, which then stands below it. */
export const sayBetween =
  (screen: Screen) =>
  (line: string): void => {
    if (screen.interactive) screen.stream.write(CLEAR_LINE);
    screen.write(`${safeText(line)}\n`);
  };
