import { show } from "./describe.ts";
import type { Registry } from "./parts.ts";
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
  const loss = last ? lossOf(tree, guide) : undefined;
  return loss !== undefined && contains(losses, loss, type) ? `the loss ${loss} contains it: leave it out` : undefined;
}

/** The same where such a layer exists: a network would be trained whose outputs go through a softmax twice. */
export function layerInLoss(tree: Tree, { registries: { losses }, guide }: Rules): readonly Reading[] {
  const { value } = nearest(tree, ["architecture"]).tree;
  const last = isList(value) ? value.at(-1) : undefined;
  const type = last && childOf(last, "type");
  const loss = lossOf(tree, guide);
  if (!type || loss === undefined || !contains(losses, loss, type.value)) return [];
  const rule = `the last layer must not be a ${type.value}: the loss ${loss} contains it`;
  return [{ part: `layers/${type.value}`, rule, hint: "leave it out", spot: type.spot }];
}

function lossOf(tree: Tree, guide: Rules["guide"]): string | undefined {
  const given = childOf(tree, "loss");
  const loss = given
    ? (childOf(given, "type")?.value ?? given.value)
    : (guide.root.properties?.loss?.default as { type?: unknown } | undefined)?.type;
  return typeof loss === "string" ? loss : undefined;
}

const contains = (losses: Registry, loss: string, layer: unknown): boolean =>
  typeof layer === "string" && Object.hasOwn(losses, loss) && !!losses[loss]?.contains?.includes(layer.toLowerCase());
