import { InputError } from "@assay/kernels";

/** An option of two numbers as a range. @throws InputError where its ends are exchanged */
export function rangeOf(part: string, option: string, ends: readonly number[]): readonly [number, number] {
  const [minimum, maximum] = ends as [number, number]; // the schema asks for two
  if (minimum <= maximum) return [minimum, maximum];
  throw new InputError(part, `${option} must be [min, max], got [${minimum}, ${maximum}]`, [option]);
}
