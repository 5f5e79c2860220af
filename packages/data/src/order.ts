/**
 * The order of one epoch: a Fisher–Yates shuffle of `indices`, written into `order`. It starts from `indices` as they
 * are, not from the epoch before, so that any epoch's order can be had without the others. Nothing is allocated.
 *
 * A draw has 32 bits, so the k choices of a position are uneven by less than k / 2^32: 1.4e-5 for MNIST.
 *
 * @param order receives the indices; as long as `indices`
 * @param random uniform draws in [0, 1): `stream(seed, `shuffle/${epoch}`)`
 * @throws RangeError if the lengths differ
 */
export function shuffleInto(order: Int32Array, indices: Int32Array, random: () => number): void {
  if (order.length !== indices.length) {
    throw new RangeError(`[data/order] order must have room for ${indices.length} indices, got ${order.length}`);
  }
  order.set(indices);
  for (let last = order.length - 1; last > 0; last--) {
    const chosen = Math.floor(random() * (last + 1));
    const index = order[last] as number;
    order[last] = order[chosen] as number;
    order[chosen] = index;
  }
}

/**
 * The order of one epoch that draws with replacement: each place holds any of `indices`, whatever the others hold, as
 * numpy.random.choice. Nothing is allocated. The draws are uneven as those of `shuffleInto` are.
 *
 * @param order receives the indices; of any length
 * @param random uniform draws in [0, 1): `stream(seed, `shuffle/${epoch}`)`
 */
export function drawInto(order: Int32Array, indices: Int32Array, random: () => number): void {
  for (let i = 0; i < order.length; i++) order[i] = indices[Math.floor(random() * indices.length)] as number;
}
