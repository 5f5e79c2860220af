/** A point of a curve; what is null is a gap. */
export type Point = readonly [x: number, y: number | null];

/**
 * At most `most` points of a curve, the first and the last among them. The curve is cut into stretches of equally many
 * points, of which the lowest and the highest stay, so that no spike is lost.
 */
export function thin(points: readonly Point[], most = 1000): readonly Point[] {
  if (points.length <= most) return points;
  const stretches = Math.max(1, Math.floor((most - 2) / 2));
  const inner = points.length - 2;
  const kept = new Set<number>([0, points.length - 1]);
  for (let i = 0; i < stretches; i++) {
    const from = 1 + Math.floor((i * inner) / stretches);
    const to = 1 + Math.floor(((i + 1) * inner) / stretches);
    let [low, high] = [from, from];
    for (let at = from; at < to; at++) {
      const y = points[at]?.[1];
      if (y === null || y === undefined) continue;
      if (y < (points[low]?.[1] ?? Number.POSITIVE_INFINITY)) low = at;
      if (y > (points[high]?.[1] ?? Number.NEGATIVE_INFINITY)) high = at;
    }
    kept.add(low).add(high);
  }
  return [...kept].sort((a, b) => a - b).map((at) => points[at] as Point);
}
