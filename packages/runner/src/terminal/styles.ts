import { randomUUID } from "node:crypto";
import picocolors from "picocolors";

const NAMES = ["bold", "dim", "red", "green", "yellow", "cyan"] as const;

/** How a text is set off. */
export interface Styles {
  readonly colors: Readonly<Record<(typeof NAMES)[number], (text: string) => string>> & {
    readonly isColorSupported: boolean;
    /** A colour of 24 bits, and one behind it. */
    readonly pixels: (text: string, front: readonly number[], back: readonly number[]) => string;
  };
  /** Makes the terminal's own commands of the styles in a text, and of nothing else in it. */
  readonly reveal: (text: string) => string;
}

const ESCAPE = "\u001b";

/**
 * Styles whose commands begin, instead of with an escape character, with a word that no file and no argument can hold, as it is
 * drawn when the process starts. So every escape character of a text is known to come from outside.
 */
export function createStyles(enabled: boolean): Styles {
  const word = enabled ? `<${randomUUID()}>` : "";
  const picked = picocolors.createColors(enabled);
  const reveal = (text: string): string => (enabled ? text.replaceAll(word, ESCAPE) : text);
  const hide = (text: string): string => (enabled ? text.replaceAll(ESCAPE, word) : text);
  const styles = NAMES.map((name) => {
    // Styles in styles: picocolors looks for the commands within.
    const style = (text: string): string => hide(picked[name](reveal(text.replaceAll(ESCAPE, "\\u001b"))));
    return [name, style] as const;
  });
  return {
    colors: {
      ...(Object.fromEntries(styles) as Record<(typeof NAMES)[number], (text: string) => string>),
      isColorSupported: enabled,
      pixels: (text, front, back) =>
        enabled ? `${word}[38;2;${front.join(";")};48;2;${back.join(";")}m${text}${word}[0m` : text,
    },
    reveal,
  };
}
