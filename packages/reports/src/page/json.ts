import { plain } from "./html.ts";

/** JSON for a script element: it holds nothing that ends the element, a line of code, or the direction of a text. */
export const scriptJson = (value: unknown): string =>
  JSON.stringify(value, (_, entry) => (typeof entry === "string" ? plain(entry) : entry)).replaceAll("<", "\\u003c");
