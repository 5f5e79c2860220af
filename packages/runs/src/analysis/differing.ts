/** The most labels after a value, and the most values, that are named. */
export const LABELS = 3;
const VALUES = 4;
/** A hash as it is shown; the whole of it is compared. */
export const shortHash = (hash: string): string => hash.slice(0, 8);

/** "Different data: dddddddd (a, b) and eeeeeeee (c).", or nothing where all have one value. */
export function differing<T extends { readonly label: string }>(
  items: readonly T[],
  what: string,
  of: (item: T) => string,
  show: (value: string) => string = (value) => value,
): string | undefined {
  const labels = new Map<string, string[]>();
  for (const item of items) {
    const value = of(item);
    const having = labels.get(value);
    if (having) having.push(item.label);
    else labels.set(value, [item.label]);
  }
  if (labels.size < 2) return undefined;
  const values = [...labels].map(([value, having]) => `${show(value)} (${listed(having, LABELS)})`);
  return `${what}: ${listed(values, VALUES, "; ")}.`;
}

export function listed(texts: readonly string[], most: number, separator = ", "): string {
  const more = texts.length - most;
  return more > 0 ? `${texts.slice(0, most).join(separator)} and ${more} more` : texts.join(separator);
}
