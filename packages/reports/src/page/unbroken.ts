import { type Html, html } from "./html.ts";

/** What a line must not break, in the sentences of a comparison: "95 % CI", "p < 0.001", "± 0.03". */
const TOGETHER = /\d % CI|\d %|\bp [<=] \d|± \d/g;
/** A flag and its value. With spaces that do not break it could not be copied into a shell. */
const FLAG = /(--[a-z][\w-]*(?: [\w-]*\w)?)/;

/** A sentence whose amounts and flags are not broken at the end of a line. */
export const unbroken = (text: string): Html =>
  html`${text
    .split(FLAG)
    .map((part, i) =>
      i % 2 === 1
        ? html`<span class="whole">${part}</span>`
        : part.replace(TOGETHER, (amount) => amount.replaceAll(" ", "\u00a0")),
    )}`;
