import { describe, expect, test } from "vitest";
import { backends, fill, inf, nan, run, type Values } from "./backends.ts";

// As in zero-weight.test.ts: a term whose weight is zero adds nothing, whatever it weighs.

describe.each(backends)("$name: losses of shares and weights", (backend) => {
  /** A loss and its gradient on one example. */
  function lossOf(kind: "cross_entropy_shares" | "bce_with_logits", x: Values, targets: Values, weight: Values) {
    const n = x.length;
    const of = run(backend, 1, (emitter, make) => {
      const own = { x: make("x", x, [1, n]), targets: make("targets", targets, [1, n]), scale: 1 };
      const made = { loss: make("loss", [0], [1]), dx: make("dx", fill(n, nan), [1, n]) };
      const table = make("weight", weight, [n]);
      if (kind === "bce_with_logits") emitter.emit(kind, { ...own, ...made, pos_weight: table, size: n, divisor: 1 });
      else emitter.emit(kind, { ...own, ...made, weight: table, classes: n, smoothing: 0 });
    });
    return { loss: of("loss")[0] as number, dx: of("dx") };
  }

  test("a class without a share, or without a weight, adds nothing where it is impossible", () => {
    const { loss, dx } = lossOf("cross_entropy_shares", [-inf, 0, 0, -inf], [0, 0.5, 0.5, 0.5], [1, 1, 1, 0]);
    expect(Math.abs(loss - Math.log(2))).toBeLessThan(1e-7);
    expect(dx.map((value) => Math.abs(value))).toEqual([0, 0, 0, 0]);
  });

  test.each([nan, inf])(
    "an example that counts for nothing adds nothing with a logit of %f; one that counts shows it",
    (bad) => {
      expect(lossOf("cross_entropy_shares", [1, bad], [0, 0], [1, 1])).toEqual({ loss: 0, dx: [0, 0] });
      expect(lossOf("cross_entropy_shares", [1, bad], [0, 1], [1, 0])).toEqual({ loss: 0, dx: [0, 0] });
      expect(lossOf("cross_entropy_shares", [1, bad], [0, 1], [1, 1]).loss).toBeNaN();
    },
  );

  test("a sure answer that is right has no loss and no gradient, one that is wrong an infinite loss and a gradient of 1", () => {
    const { loss, dx } = lossOf("bce_with_logits", [inf, -inf, 300], [1, 0, 1], [1, 1, 1]);
    expect([loss, ...dx.map(Math.abs)]).toEqual([0, 0, 0, 0]);
    expect(lossOf("bce_with_logits", [inf], [0], [1])).toEqual({ loss: inf, dx: [1] });
    expect(lossOf("bce_with_logits", [-inf], [1], [2])).toEqual({ loss: inf, dx: [-2] });
    expect(lossOf("bce_with_logits", [-inf], [1], [0]).loss).toBe(0);
    expect(lossOf("bce_with_logits", [nan], [1], [1]).loss).toBeNaN();
  });

  test.each([nan, inf])("a class of weight 0 has no hinge with an output of %f; others show it", (bad) => {
    const hinge = (weight: Values) => {
      const of = run(backend, 1, (emitter, make) => {
        const own = {
          x: make("x", [0, bad], [1, 2]),
          labels: make("labels", [0], [1], "i32"),
          weight: make("weight", weight),
        };
        const made = { loss: make("loss", [0], [1]), dx: make("dx", [nan, nan], [1, 2]) };
        emitter.emit("multi_margin", { ...own, ...made, classes: 2, p: 1, margin: 1, scale: 1 });
      });
      return { loss: of("loss")[0] as number, dx: of("dx").map(Math.abs) };
    };
    expect(hinge([0, 1])).toEqual({ loss: 0, dx: [0, 0] });
    expect(Number.isFinite(hinge([1, 1]).loss)).toBe(false);
  });
});
