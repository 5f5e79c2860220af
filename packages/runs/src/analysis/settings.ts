import type { PlainSpec } from "../store/spec-of.ts";

/**
 * A spec without the paths of its dataset, which are absolute where they were resolved: what is read there is told by the
 * data's hash, so the same files in another folder are no other setting.
 */
export function withoutPaths(spec: PlainSpec): PlainSpec {
  const { data } = spec;
  if (!isObject(data) || !isObject(data.dataset)) return spec;
  const dataset = Object.entries(data.dataset).filter(([key, value]) => key !== "path" && !isAbsolutePath(value));
  return { ...spec, data: { ...data, dataset: Object.fromEntries(dataset) } };
}

const isAbsolutePath = (value: unknown): boolean =>
  typeof value === "string" && /^(\/[^/]|[A-Za-z]:[\\/]|\\\\)/.test(value);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
