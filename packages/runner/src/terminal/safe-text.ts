import { withoutUnsafe } from "@assay/runs/plain-text";

/** Control characters and direction marks as U+FFFD: what a file holds must not drive the terminal. */
export const safeText = (text: string): string => withoutUnsafe(text, "\ufffd");
