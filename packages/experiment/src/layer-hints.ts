import { show } from "./describe.ts";
import type { Reading, Rules } from "./reading.ts";
import { nearestWord } from "./suggest.ts";
import { childOf, isList, isMap, nearest, plainOf, type Tree } from "./tree.ts";
import { writeYaml } from "./write-yaml.ts";

/** Longest part that a hint writes out. */
const LONGEST = 80;

/** How to write a part that stands as `type: { options }`, as in `- linear: { out_features: 10 }`. */
export function optionsBelowType(
  part: Tree,
  known: readonly string[],
  ofAlias: (name: string) => string | undefined,
): Pick<Reading, "hint" | "spot"> | undefined {
  const [entry, second] = isMap(part.value) ? part.value : [];
  if (!entry || second) return undefined;
  const [name, options] = entry;
  const type = [name, ofAlias(name), nearestWord(name, known)].find((word) => known.includes(word ?? ""));
  if (type === undefined) return undefined;
  const spot = options.key ?? part.spot;
  if (options.value === null) return { hint: `write ${type}`, spot };
  const written = isMap(options.value)
    ? [...options.value].map(([key, value]) => `, ${key}: ${inline(value)}`).join("")
    : ", …";
  return { hint: `write { type: ${type}${written.length > LONGEST ? ", …" : written} }`, spot };
}

const inline = (tree: Tree): string =>
  isMap(tree.value) || isList(tree.value) ? show(plainOf(tree)) : writeYaml(tree.value).trim();

/** A layer at the end of a network that its loss contains already: a softmax. */
export function containedInLoss(
  type: string,
  path: readonly string[],
  tree: Tree,
  { registries: { losses }, guide }: Rules,
): string | undefined {
  const [section, index] = path;
  const { value } = nearest(tree, ["architecture"]).tree;
  const last = path.length === 2 && section === "architecture" && isList(value) && Number(index) === value.length - 1;
  const given = childOf(tree, "loss");
  const loss = given
    ? (childOf(given, "type")?.value ?? given.value)
    : (guide.root.properties?.loss?.default as { type?: unknown } | undefined)?.type;
  if (!last || typeof loss !== "string" || !Object.hasOwn(losses, loss)) return undefined;
  if (!losses[loss]?.contains?.includes(type.toLowerCase())) return undefined;
  return `the loss ${loss} contains it: leave it out`;
}
