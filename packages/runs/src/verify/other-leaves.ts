/**
 * Where two plain values differ as JSON holds them, leaf by leaf: "validation.accuracy is 0.975, recorded 0.981". What only
 * one of them has is a difference, too.
 */
export function otherLeaves(recorded: object, found: object): string[] {
  const [was, is] = [leavesOf(recorded), leavesOf(found)];
  return [...new Set([...is.keys(), ...was.keys()])]
    .filter((path) => was.get(path) !== is.get(path))
    .map((path) => `${path} is ${is.get(path) ?? "absent"}, recorded ${was.get(path) ?? "nothing"}`);
}

/** The JSON text of each number, text or truth in a value, by its path. */
function leavesOf(value: object): Map<string, string> {
  const leaves = new Map<string, string>();
  const visit = (item: unknown, path: string): void => {
    const entries = typeof item === "object" && item !== null ? Object.entries(item) : [];
    if (entries.length === 0) leaves.set(path, JSON.stringify(item));
    for (const [key, inner] of entries) visit(inner, path === "" ? key : `${path}.${key}`);
  };
  visit(JSON.parse(JSON.stringify(value)), "");
  return leaves;
}
