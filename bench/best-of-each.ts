/** Of the values under one name the one with the highest score, in the order in which the names first come. */
export function bestOfEach<T>(
  named: Iterable<readonly [name: string, value: T]>,
  score: (value: T) => number,
): Map<string, T> {
  const best = new Map<string, T>();
  for (const [name, value] of named) {
    const rival = best.get(name);
    if (rival === undefined || score(value) > score(rival)) best.set(name, value);
  }
  return best;
}
