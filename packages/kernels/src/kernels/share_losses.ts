import { defineKernel } from "../kernel.ts";
import { exp, log } from "../math.ts";

/**
 * Cross entropy with q = w · ((1 − ε) t + ε/C Σt), w the weights of the classes (absent: 1), Q = Σq:
 * loss = Q ln Σ e^x − Σ q·x, dx = (Q softmax(x) − q) · scale, or · factor[0] where that is given.   x, targets [batch, classes]
 */
export const cross_entropy_shares = defineKernel({
  fields: {
    x: "read",
    targets: "read",
    weight: "read?",
    factor: "read?",
    loss: "write",
    dx: "write?",
    classes: "i32",
    smoothing: "f32",
    scale: "f32",
  },
  axis: "sample",
  scratch: ({ classes }) => classes * 4,
  reference: ({ f32 }, g) => {
    const { classes, smoothing } = g;
    const scale = g.factor ? (f32[g.factor / 4] as number) : g.scale;
    for (let s = 0; s < g.batch; s++) {
      const row = (address: number) => f32.subarray(address / 4 + s * classes, address / 4 + (s + 1) * classes);
      const [x, t] = [row(g.x), row(g.targets)];
      const whole = t.reduce((sum, share) => sum + share, 0);
      const q = Array.from(t, (share, i) => {
        const weight = g.weight ? (f32[g.weight / 4 + i] as number) : 1;
        return weight * ((1 - smoothing) * share + (smoothing / classes) * whole);
      });
      const total = q.reduce((sum, share) => sum + share, 0);
      if (total === 0) {
        f32[g.loss / 4 + s] = 0;
        if (g.dx) row(g.dx).fill(0);
        continue;
      }
      const best = Math.max(...x);
      const sum = x.reduce((partial, value) => partial + exp(value - best), 0);
      // 0 · −∞ is 0 here, as q → 0 demands.
      const dot = q.reduce((partial, share, i) => partial + (share === 0 ? 0 : share * ((x[i] as number) - best)), 0);
      f32[g.loss / 4 + s] = total * log(sum) - dot;
      for (let i = 0; g.dx && i < classes; i++) {
        const softmax = exp((x[i] as number) - best) / sum;
        f32[g.dx / 4 + s * classes + i] = (total * softmax - (q[i] as number)) * scale;
      }
    }
  },
});

/**
 * weights[s] = the weight of the label's class (absent: 1), 0 where the label is `ignore`; factor (f32[1]) = 1 / their sum, 0
 * where that is 0.   labels i32 [count], weight [classes], weights [count]
 */
export const label_weights = defineKernel({
  fields: { labels: "read", weight: "read?", weights: "write", factor: "write", count: "i32", ignore: "i32" },
  axis: "tile",
  units: () => 1,
  reference: ({ f32, i32 }, { labels, weight, weights, factor, count, ignore }) => {
    const own = Array.from(i32.subarray(labels / 4, labels / 4 + count), (label) =>
      label === ignore ? 0 : weight ? (f32[weight / 4 + label] as number) : 1,
    );
    const sum = own.reduce((total, value) => total + value, 0);
    f32.set(own, weights / 4);
    f32[factor / 4] = sum > 0 ? 1 / sum : 0;
  },
});

/**
 * Binary cross entropy of σ(x), Σ over the outputs of −w t ln σ(x) − (1 − t) ln(1 − σ(x)), divided by `divisor`, w the weight
 * of the answer yes (absent: 1); dx its derivative · scale.   x, targets [batch, size], pos_weight [size]
 */
export const bce_with_logits = defineKernel({
  fields: {
    x: "read",
    targets: "read",
    pos_weight: "read?",
    loss: "write",
    dx: "write?",
    size: "i32",
    divisor: "f32",
    scale: "f32",
  },
  axis: "sample",
  scratch: ({ size }) => size * 4,
  reference: ({ f32 }, { x, targets, pos_weight, loss, dx, size, divisor, scale, batch }) => {
    /** −ln σ(x) = ln(1 + e^−x) */
    const surprise = (value: number): number => log(1 + exp(-Math.abs(value))) + Math.max(-value, 0);
    for (let s = 0; s < batch; s++) {
      let sum = 0;
      for (let i = 0; i < size; i++) {
        const [value, t] = [f32[x / 4 + s * size + i] as number, f32[targets / 4 + s * size + i] as number];
        const w = pos_weight ? (f32[pos_weight / 4 + i] as number) : 1;
        if (w * t !== 0) sum += w * t * surprise(value);
        if (t !== 1) sum += (1 - t) * surprise(-value);
        const probability = 1 / (1 + exp(-value));
        if (dx) f32[dx / 4 + s * size + i] = ((-w * t * (1 - probability) + (1 - t) * probability) / divisor) * scale;
      }
      f32[loss / 4 + s] = sum / divisor;
    }
  },
});

/**
 * w Σ over i ≠ label of max(0, margin − x[label] + x[i])^p / classes, w the weight of the label's class (absent: 1); dx its
 * derivative · scale. p is 1 or 2.   x [batch, classes], labels i32 [batch], weight [classes]
 */
export const multi_margin = defineKernel({
  fields: {
    x: "read",
    labels: "read",
    weight: "read?",
    loss: "write",
    dx: "write?",
    classes: "i32",
    p: "i32",
    margin: "f32",
    scale: "f32",
  },
  axis: "sample",
  reference: ({ f32, i32 }, { x, labels, weight, loss, dx, classes, p, margin, scale, batch }) => {
    for (let s = 0; s < batch; s++) {
      const label = i32[labels / 4 + s] as number;
      const at = (i: number): number => f32[x / 4 + s * classes + i] as number;
      const w = (weight ? (f32[weight / 4 + label] as number) : 1) / classes;
      const slopes = new Array<number>(classes).fill(0);
      let sum = 0;
      for (let i = 0; i < classes; i++) {
        const z = margin - at(label) + at(i);
        if (i === label || w === 0 || z <= 0) continue;
        sum += p === 1 ? z : z * z;
        slopes[i] = (p === 1 ? 1 : 2 * z) * w * scale;
        slopes[label] = (slopes[label] as number) - (slopes[i] as number);
      }
      f32[loss / 4 + s] = sum * w;
      if (dx) f32.set(slopes, dx / 4 + s * classes);
    }
  },
});
