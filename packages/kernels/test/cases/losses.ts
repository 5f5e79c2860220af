import type { Case } from "../reference-case.ts";

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
        emitter.emit("sum_loss", { loss: losses[0]?.loss as never, totals, guard: input(...guardOn), count: batch });
        const counts = output("counts", [batch, 3 * classes], undefined, "f64");
        emitter.emit("class_counts", { x, labels, rows: counts, classes });
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

export const lossCases: readonly Case[] = [...classCases, ...valueCases];
