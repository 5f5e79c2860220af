import type { Case } from "../case.ts";

/** A guard that lets updates through. */
export const guardOn: [string, number[], () => number, "i32"] = ["guard", [1], () => 1, "i32"];

/** Losses on classes, and the running totals. */
const classCases: readonly Case[] = [1, 2, 7, 10, 33].flatMap((classes) =>
  [1, 6, 65].map(
    (batch): Case => ({
      title: `losses and top_k, batch ${batch}, ${classes} classes`,
      batch,
      build: (emitter, input, output) => {
        const x = input("x", [batch, classes], (i) => ((i * 53) % 97) / 8 - 6);
        const labels = input("labels", [batch], (i) => (i * 7) % classes, "i32");
        const scale = 1 / batch;
        const losses = ["cross entropy", "mse"].map((name) => ({
          loss: output(`${name} loss`, [batch]),
          dx: output(`${name} dx`, [batch, classes]),
        }));
        emitter.emit("cross_entropy", {
          x,
          labels,
          ...(losses[0] as (typeof losses)[0]),
          classes,
          smoothing: 0.1,
          scale,
        });
        emitter.emit("mse", { x, labels, ...(losses[1] as (typeof losses)[0]), classes, divisor: classes, scale });
        const totals = output("totals", [3], undefined, "f64");
        emitter.emit("sum_loss", {
          loss: losses[0]?.loss as never,
          totals,
          guard: input(...guardOn),
          count: batch,
          weighted: 0,
        });
        const counts = output("counts", [batch, 3 * classes], undefined, "f64");
        emitter.emit("class_counts", { x, labels, rows: counts, classes });
        for (const bins of [1, 15]) {
          const rows = output(`${bins} bins`, [batch, 3 * bins], undefined, "f64");
          emitter.emit("calibration_counts", { x, labels, rows, classes, bins });
        }
        for (const k of [1, 3]) {
          const rows = output(`top ${k} rows`, [batch, 1], undefined, "f64");
          emitter.emit("top_k", { x, labels, rows, classes, k });
          emitter.emit("sum_f64", { rows, sums: output(`top ${k}`, [1], () => 2, "f64"), count: batch, width: 1 });
        }
      },
    }),
  ),
);

/** Losses and metrics on target values. */
const valueCases: readonly Case[] = [1, 3, 8].flatMap((size) =>
  [1, 6, 65].map(
    (batch): Case => ({
      title: `losses and metrics of values, batch ${batch} of ${size}`,
      batch,
      build: (emitter, input, output) => {
        const x = input("x", [batch, size]);
        const targets = input("targets", [batch, size], (i) => ((i * 29) % 31) / 8 - 2);
        const dx = output("dx", [batch, size]);
        emitter.emit("mse_values", {
          x,
          targets,
          loss: output("loss", [batch]),
          dx,
          size,
          divisor: size,
          scale: 1 / batch,
        });
        const scale = 1 / batch;
        for (const kind of ["l1", "huber"] as const) {
          const own = { loss: output(`${kind} loss`, [batch]), dx: output(`${kind} dx`, [batch, size]) };
          const fields = { x, targets, ...own, size, divisor: size, scale };
          if (kind === "l1") emitter.emit("l1", fields);
          else emitter.emit("huber", { ...fields, delta: 0.75 });
        }
        emitter.emit("mse_values", { x, targets, loss: output("loss alone", [batch]), size, divisor: 1, scale: 1 });
        for (const metric of ["absolute_error", "squared_error"] as const)
          emitter.emit(metric, { x, targets, rows: output(metric, [batch, 1], undefined, "f64"), size });
        const rows = output("rows", [batch, 3 * size], undefined, "f64");
        emitter.emit("residual_squares", { x, targets, rows, size });
        const sums = output("sums", [3 * size], (i) => i / 4, "f64");
        emitter.emit("sum_f64", { rows, sums, count: batch, width: 3 * size });
      },
    }),
  ),
);

/** Losses on shares of classes, with weights, and the weighted totals. */
const shareCases: readonly Case[] = [1, 3, 10, 33].flatMap((classes) =>
  [1, 6, 65].map(
    (batch): Case => ({
      title: `losses of shares and weights, batch ${batch}, ${classes} classes`,
      batch,
      build: (emitter, input, output) => {
        const x = input("x", [batch, classes], (i) => ((i * 53) % 97) / 8 - 6);
        const labels = input("labels", [batch], (i) => (i * 7) % classes, "i32");
        const shares = input("shares", [batch, classes], (i) => ((i * 29) % 31) / 30);
        const weight = input("weight", [classes], (i) => 0.5 * (i % 4));
        const [scale, guard] = [1 / batch, input(...guardOn)];
        const own = (name: string, more: object = {}) => ({
          ...{ x, scale, loss: output(`${name} loss`, [batch]), dx: output(`${name} dx`, [batch, classes]) },
          ...more,
        });
        const one = output("one-hot", [batch, classes]);
        emitter.emit("one_hot", { labels, y: one, classes, ignore: 1 });
        emitter.emit("argmax", { x: shares, y: output("heaviest", [batch], undefined, "i32"), size: classes });
        const soft = { targets: shares, classes, smoothing: 0.2 };
        emitter.emit("cross_entropy_shares", { ...own("soft"), ...soft });
        emitter.emit("cross_entropy_shares", { ...own("soft, weighted"), ...soft, weight });
        for (const [name, table] of [
          ["weighted", { weight }],
          ["even", {}],
        ] as const) {
          const [weights, factor] = [output(`${name} weights`, [batch]), output(`${name} factor`, [1])];
          emitter.emit("label_weights", { labels, ...table, weights, factor, count: batch, ignore: 1 });
          const { loss, ...rest } = own(name);
          emitter.emit("cross_entropy_shares", {
            ...rest,
            ...table,
            loss,
            targets: one,
            factor,
            classes,
            smoothing: 0.1,
          });
          const totals = output(`${name} totals`, [4], () => 3, "f64");
          emitter.emit("sum_loss", { loss, weights, totals, guard, count: batch, weighted: 1 });
          emitter.emit("bce_with_logits", {
            ...own(`${name} bce`),
            ...{ targets: shares, size: classes, divisor: classes },
            ...(name === "weighted" && { pos_weight: weight }),
          });
          for (const p of [1, 2])
            emitter.emit("multi_margin", { ...own(`${name} margin ${p}`), ...table, labels, classes, p, margin: 0.7 });
        }
        const totals = output("totals", [4], () => 3, "f64");
        emitter.emit("sum_loss", { loss: input("losses", [batch]), totals, count: batch, weighted: 1 });
      },
    }),
  ),
);

export const lossCases: readonly Case[] = [...classCases, ...valueCases, ...shareCases];
