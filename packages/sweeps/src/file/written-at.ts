import { nearest, type Override, plainOf, type SpecDocument } from "@assay/experiment";

/** What the experiment itself says at a path, as it is written. */
export function writtenAt({ tree }: Pick<SpecDocument, "tree">, set: readonly Override[], path: string): unknown {
  const flag = set.findLast((each) => each.path.join(".") === path);
  if (flag) return plainOf(flag.value);
  const { tree: value, found } = nearest(tree, path.split("."));
  if (found) return plainOf(value);
  // A part without options may stand as its type alone.
  const part = path.endsWith(".type") ? nearest(tree, path.split(".").slice(0, -1)) : undefined;
  return part?.found && typeof part.tree.value === "string" ? part.tree.value : undefined;
}
