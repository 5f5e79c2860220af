import { isMap, isScalar, parseDocument } from "yaml";
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

/** A spec without what decides how often a training saves its state. */
export function withoutCheckpoint(spec: PlainSpec): PlainSpec {
  const { training } = spec;
  if (!isObject(training) || !("checkpoint" in training)) return spec;
  const { checkpoint: _, ...others } = training;
  return { ...spec, training: others };
}

/** A spec whose dataset's paths have lost their folders: for whoever may see what was read, but not where it lies. */
export function withoutFolders(spec: PlainSpec): PlainSpec {
  const { data } = spec;
  if (!isObject(data) || !isObject(data.dataset)) return spec;
  const dataset = Object.entries(data.dataset).map(([key, value]) => [
    key,
    isPath(key, value) ? fileName(value) : value,
  ]);
  return { ...spec, data: { ...data, dataset: Object.fromEntries(dataset) } };
}

/** The same of resolved.yaml as text, which stays as it is where there is no such folder. */
export function withoutFoldersInText(resolved: string): string {
  const document = parseDocument(resolved);
  const dataset = document.getIn(["data", "dataset"]);
  if (!isMap(dataset)) return resolved;
  const long = dataset.items.flatMap(({ key, value }) => {
    const [name, path] = [isScalar(key) ? key.value : undefined, isScalar(value) ? value.value : undefined];
    return isPath(name, path) && fileName(path) !== path ? [[name, fileName(path)] as const] : [];
  });
  if (long.length === 0) return resolved;
  for (const [name, file] of long) document.setIn(["data", "dataset", name], file);
  return document.toString({ lineWidth: 0 });
}

const isPath = (key: unknown, value: unknown): value is string =>
  typeof value === "string" && (key === "path" || key === "test" || isAbsolutePath(value));
const fileName = (path: string): string => path.replace(/[\\/]+$/, "").replace(/^.*[\\/]/s, "");

const isAbsolutePath = (value: unknown): boolean =>
  typeof value === "string" && /^(\/[^/]|[A-Za-z]:[\\/]|\\\\)/.test(value);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
