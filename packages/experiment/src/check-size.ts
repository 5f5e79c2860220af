import { SpecError } from "./error.ts";
import { locationOf, MAX_BYTES } from "./source.ts";
import { MAX_CHARACTERS, MAX_DEPTH, MAX_VALUES } from "./tokens.ts";
import { isList, isMap, nearest, type Tree } from "./tree.ts";

/**
 * What is written of a run must be read again, to compare it and to go on; defaults and overrides may make a spec larger, or
 * nest it deeper, than a text may be.
 * @param complete the values with their defaults
 * @param asked the values as they were written, with their locations
 * @throws SpecError at the section that is too large, or is the largest of those that are so together
 */
export function checkSize(complete: Tree, asked: Tree): void {
  const sections = isMap(complete.value) ? [...complete.value] : [];
  const sizes = sections.map(([key, section]) => {
    const size = sizeOf(section, 1);
    return { ...size, key, characters: size.characters + key.length };
  });
  const fail = (key: string, rule: string) =>
    new SpecError("experiment/spec", `with its defaults, ${rule}`, locationOf(nearest(asked, [key]).tree.spot));
  for (const [measure, most, of] of LIMITS) {
    const whole = measure === "values" ? 1 : 0; // the map that holds the sections
    const total = sizes.reduce((sum, size) => sum + size[measure], whole);
    const [largest] = sizes.sort((a, b) => b[measure] - a[measure]);
    if (largest && total > most) {
      throw fail(largest.key, `the spec has ${total} ${of}, at most ${most} can be kept; make ${largest.key} smaller`);
    }
  }
  const deepest = sizes.find(({ depth }) => depth > MAX_DEPTH);
  if (deepest)
    throw fail(deepest.key, `lists and maps are nested ${deepest.depth} deep, at most ${MAX_DEPTH} can be kept`);
}

const LIMITS = [
  ["values", MAX_VALUES, "values"],
  ["characters", MAX_CHARACTERS, "characters of text"],
] as const;

/**
 * The same of the file that the spec is kept as.
 * @throws SpecError at the first section
 */
export function checkLength(resolved: string, asked: Tree): void {
  const bytes = Buffer.byteLength(resolved);
  if (bytes <= MAX_BYTES) return;
  const rule = `with its defaults, the spec takes ${bytes} bytes, at most ${MAX_BYTES} can be kept`;
  throw new SpecError("experiment/spec", rule, locationOf(asked.spot), "make it smaller, or nest it less deep");
}

/** How many values there are, with how many characters in keys and texts, and how many lists and maps around the innermost. */
function sizeOf({ value }: Tree, around: number): { values: number; characters: number; depth: number } {
  const size = { values: 1, characters: typeof value === "string" ? value.length : 0, depth: around };
  const add = (child: Tree): void => {
    const { values, characters, depth } = sizeOf(child, around + 1);
    size.values += values;
    size.characters += characters;
    size.depth = Math.max(size.depth, depth);
  };
  if (isList(value)) value.forEach(add);
  if (isMap(value)) {
    for (const [key, child] of value) {
      size.characters += key.length;
      add(child);
    }
  }
  return size;
}
