/** Values in a row for an error, the middle left out where there are many. */
export const shortList = (values: readonly (number | string)[]): string =>
  values.length > 12 ? `${values.slice(0, 11).join(", ")}, … ${values.at(-1)}` : values.join(", ");
