import { type Emitter, runsOf, sizeOf, type Tensor } from "@assay/kernels";

/** The options of the Newton-Schulz iteration. */
export interface Iteration {
  readonly coefficients: readonly [number, number, number];
  readonly steps: number;
  /** What the norm that the matrix is divided by must not fall below. */
  readonly eps: number;
}

/** Blocks begin on cache lines and are whole vectors: 16 floats. */
const padded = (size: number): number => Math.ceil(size / 16) * 16;

/**
 * Emits the orthogonalization of a matrix, in place: of its singular value decomposition U S Vᵀ about U Vᵀ remains (Jordan
 * 2024). After X ← X / max(‖X‖, eps), each step is, with A the Gram matrix of the shorter side,
 *   X ← (a I + b A + c A²) X
 * in single precision, where PyTorch uses bfloat16. A step takes (4 s + 2 r) r² operations for sides r ≤ s.
 *
 * @param x a block whose first rows · columns elements are the matrix, row by row, and whose others are 0
 */
export function emitOrthogonalize(
  emitter: Emitter,
  x: Tensor,
  rows: number,
  columns: number,
  { coefficients: [a, b, c], steps, eps }: Iteration,
): void {
  const size = sizeOf(x.shape);
  const side = Math.min(rows, columns);
  const square = padded(side * side);
  const count = runsOf({ size });
  const sums = emitter.workspace("squares", [count], "f64");
  const other = emitter.workspace("iterate", [size]);
  const gram = emitter.workspace("gram", [square]);
  const polynomial = emitter.workspace("polynomial", [square]);

  // The iterates alternate between two blocks, the last one is x again.
  const [first, second] = steps % 2 === 0 ? [x, other] : [other, x];
  emitter.emit("square_sums", { x, sums, size });
  emitter.emit("normalize", { x, sums, y: first, size, count, eps });
  const across = { row: columns, step: 1 }; // as the matrix lies
  const down = { row: 1, step: columns }; // its transpose
  const [short, long] = rows <= columns ? [across, down] : [down, across];
  for (let i = 0; i < steps; i++) {
    const [from, to] = i % 2 === 0 ? [first, second] : [second, first];
    multiply(emitter, { a: from, b: from, c: gram, m: side, n: side, k: Math.max(rows, columns) }, short, long);
    const packed = { row: side, step: 1 };
    multiply(emitter, { a: gram, b: gram, c: polynomial, m: side, n: side, k: side }, packed, packed);
    emitter.emit("newton_schulz", { gram, square: polynomial, rows: side, size: square, a, b, c });
    const product = { c: to, m: rows, n: columns, k: side };
    // The polynomial is symmetric: from the right it does to Xᵀ what it does to X from the left.
    if (rows <= columns) multiply(emitter, { a: polynomial, b: from, ...product }, packed, across);
    else multiply(emitter, { a: from, b: polynomial, ...product }, across, packed);
  }
}

/** Floats from a row of a factor to the next, and from an element of a row to the next. */
interface Lie {
  readonly row: number;
  readonly step: number;
}

function multiply(
  emitter: Emitter,
  product: {
    readonly a: Tensor;
    readonly b: Tensor;
    readonly c: Tensor;
    readonly m: number;
    readonly n: number;
    readonly k: number;
  },
  a: Lie,
  b: Lie,
): void {
  emitter.emit("matmul", { ...product, a_row: a.row, a_step: a.step, b_row: b.row, b_column: b.step });
}
