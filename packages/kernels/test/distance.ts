/** The largest |a − b| / (1 + |b|) over two arrays; NaN counts as infinite unless both are. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let worst = 0;
  for (let i = 0; i < b.length; i++) {
    const [left, right] = [a[i] as number, b[i] as number];
    if (Number.isNaN(left) && Number.isNaN(right)) continue;
    const off = Math.abs(left - right) / (1 + Math.abs(right));
    worst = Math.max(worst, Number.isNaN(off) ? Number.POSITIVE_INFINITY : off);
  }
  return worst;
}
