import { escapeUnsafe } from "@assay/experiment/plain-text";

/** A text from a file or a command line on one line, what must not be shown as `\u001b`: it must not drive the terminal. */
export const safeText = (text: string): string => escapeUnsafe(text);
