import { canonicalJson } from "@assay/experiment/identity";

/** Whether two plain values are the same, whatever the order of their keys; what is absent is null. */
export const same = (a: unknown, b: unknown): boolean => canonicalJson(a ?? null) === canonicalJson(b ?? null);
