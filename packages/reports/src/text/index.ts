// How numbers and values of specs are written, on a terminal as in a page. Loads nothing else: `list` starts with it.
export { bytes, clock, count, duration, loss, percent, prefixed, significant } from "./numbers.ts";
export { isPartList, partText } from "./part-text.ts";
