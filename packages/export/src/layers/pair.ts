/** A value for both axes of an image, or one each as [rows, columns]. */
export type Pair = number | readonly [number, number];

export const pairOf = (value: Pair): readonly [number, number] => (typeof value === "number" ? [value, value] : value);
