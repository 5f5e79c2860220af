/** The shortest decimal text that reads back as the same 32-bit float; "" for NaN and infinities. */
export function shortestFloat(value: number): string {
  if (!Number.isFinite(value)) return "";
  for (let digits = 6; digits < 9; digits++) {
    const text = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(text)) === Math.fround(value)) return text;
  }
  return String(Number(value.toPrecision(9))); // nine digits always do for 32 bits
}
