// Writes the inner loops that almost all arithmetic goes through: a 6×8 tile of C held in twelve vector registers.
//
//   C[r][0…7] = init[r][0…7] + Σ_k A[r][k] · B[k][0…7]
//
// B is a packed panel: eight consecutive columns, row after row. A `Wide` one does two panels at a time, 6×16: with pairs of
// vectors merged into 256 bits twelve registers hold it, enough sums under way to start two multiply-adds a cycle, which a
// 6×8 tile in six of them is not. Each sum is the same chain of multiply-adds in both, so the bits are the same. The variants differ only in how A is addressed, and each
// spares the additions that its addresses do not need: on x86-64 the multiply-adds of a step take six cycles, and more
// than some twenty other instructions in the same step would take longer.
//
// Nothing but loads and multiply-adds stands in the loop: an epilogue or a nested loop there costs a third of the speed.

const ROWS = [0, 1, 2, 3, 4, 5];
const each = (line: (row: number) => string): string => ROWS.map(line).join("\n");

interface Variant {
  readonly name: string;
  readonly doc: string;
  /** What addresses A, as parameters. */
  readonly parameters: string;
  /** What makes the six row pointers a0 … a5, where they are not parameters. */
  readonly pointers?: string;
  /** Whether C starts from zero instead of values in memory. */
  readonly fresh?: boolean;
  /** Values of k done in one turn of the loop. */
  readonly unroll: number;
  /** Start of a turn. */
  readonly head: string;
  /** Address of A[row][k + i], as the arguments of a load. */
  readonly at: (row: number, i: number) => string;
  /** End of a turn. */
  readonly tail: string;
}

const pointers = ROWS.map((row) => `a${row}: usize`).join(", ");

const variants: readonly Variant[] = [
  {
    name: "strided",
    doc: "Six rows anywhere, `step` bytes from one k to the next.",
    parameters: `${pointers}, step: usize`,
    unroll: 1,
    head: "",
    at: (row) => `a${row} + o`,
    tail: "o += step;",
  },
  {
    name: "contiguous",
    doc: "Six rows anywhere, each contiguous in k; k is a multiple of 4.",
    parameters: pointers,
    unroll: 4,
    head: "",
    at: (row, i) => `a${row} + o, ${4 * i}`,
    tail: "o += 16;",
  },
  {
    name: "fresh",
    doc: "Six rows `aRow` bytes apart, each contiguous in k, from zero; k is a multiple of 4. For short sums: least to set up.",
    parameters: "a0: usize, aRow: usize",
    pointers: "const a1 = a0 + aRow, a2 = a1 + aRow, a3 = a2 + aRow, a4 = a3 + aRow, a5 = a4 + aRow;",
    fresh: true,
    unroll: 4,
    head: "",
    at: (row, i) => `a${row} + o, ${4 * i}`,
    tail: "o += 16;",
  },
  {
    name: "gathered",
    doc: "Six rows anywhere that share a table with the offset of each k.",
    parameters: `${pointers}, table: usize`,
    unroll: 1,
    head: "const o = <usize>load<u32>(table);",
    at: (row) => `a${row} + o`,
    tail: "table += 4;",
  },
  {
    name: "gatheredQuads",
    doc: "Six rows anywhere that share a table with the offset of each four consecutive k; k is a multiple of 4.",
    parameters: `${pointers}, table: usize`,
    unroll: 4,
    head: "const o = <usize>load<u32>(table);",
    at: (row, i) => `a${row} + o, ${4 * i}`,
    tail: "table += 16;",
  },
  {
    name: "columns",
    doc: "Six neighbouring elements for each k, `step` bytes from one k to the next: a transposed A.",
    parameters: "a: usize, step: usize",
    unroll: 1,
    head: "",
    at: (row) => `a, ${4 * row}`,
    tail: "a += step;",
  },
  {
    name: "gatheredColumns",
    doc: "Six neighbouring elements for each k, at an offset from a table.",
    parameters: "a: usize, table: usize",
    unroll: 1,
    head: "const o = a + <usize>load<u32>(table);",
    at: (row) => `o, ${4 * row}`,
    tail: "table += 4;",
  },
];

/** A variant for one panel of eight columns, or for two that lie `bNext` bytes apart in B, `initNext` and `cNext` in the others. */
function source(
  { name, doc, parameters, pointers: derived = "", fresh, unroll, head, at, tail }: Variant,
  panels: 1 | 2,
): string {
  const vectors = Array.from({ length: 2 * panels }, (_, v) => v);
  const next = (base: string): string => (panels === 1 ? "" : ` ${base}Next: usize,`);
  const init = fresh ? "" : ` init: usize, initRow: usize,${next("init")}`;
  /** The address of a vector of a row of C or of its first values. */
  const place = (base: string, row: number, v: number): string =>
    `${base} + ${row} * ${base}Row${v < 2 ? "" : ` + ${base}Next`}`;
  const start = (row: number, v: number): string =>
    `c${row}${v} = ${fresh ? "f32x4.splat(0)" : `v128.load(${place("init", row, v)}, ${16 * (v % 2)})`}`;
  const turn = (i: number): string =>
    `    ${vectors.map((v) => `b${v} = v128.load(${v < 2 ? "b" : "bSecond"}, ${32 * i + 16 * (v % 2)});`).join(" ")}
${each((row) => `    s = v128.load32_splat(${at(row, i)}); ${vectors.map((v) => `c${row}${v} = fma(s, b${v}, c${row}${v});`).join(" ")}`)}`;
  return `/** ${doc} */
export function ${name}${panels === 1 ? "" : "Wide"}(${parameters}, b: usize,${next("b")} k: i32,${init} c: usize, cRow: usize${panels === 1 ? "" : ", cNext: usize"}): void {
  ${derived}
${each((row) => `  let ${vectors.map((v) => start(row, v)).join(", ")};`)}
  let ${vectors.map((v) => `b${v}: v128`).join(", ")}, s: v128;
  ${panels === 1 ? "" : "let bSecond = b + bNext;"}
  ${tail.startsWith("o ") ? "let o: usize = 0;" : ""}
  for (; k > 0; k -= ${unroll}) {
    ${head}
${Array.from({ length: unroll }, (_, i) => turn(i)).join("\n")}
    ${tail}
    b += ${32 * unroll};
    ${panels === 1 ? "" : `bSecond += ${32 * unroll};`}
  }
${each((row) => `  ${vectors.map((v) => `v128.store(${place("c", row, v)}, c${row}${v}, ${16 * (v % 2)});`).join(" ")}`)}
}
`;
}

// A 3×3 convolution of one channel: six neighbouring pixels of a row and nine taps, without a loop or a table. Sums this
// short spend as long on finding their operands as on adding them up.

const TAPS = [0, 1, 2, 3, 4, 5, 6, 7, 8];

/** For one panel, or for two, which lie side by side. */
function windowSource(panels: 1 | 2): string {
  const vectors = Array.from({ length: 2 * panels }, (_, v) => v);
  const inRow = (line: (v: number) => string): string => vectors.map(line).join(" ");
  const tap = (t: number): string =>
    `  ${inRow((v) => `b${v} = v128.load(b, ${32 * t + 16 * (v % 2) + (v < 2 ? 0 : 32 * TAPS.length)});`)}
${each((row) => `  s = v128.load32_splat(x${Math.floor(t / 3)}, ${4 * (row + (t % 3))}); ${inRow((v) => `c${row}${v} = fma(s, b${v}, c${row}${v});`)}`)}`;
  return `export function window3x3${panels === 1 ? "" : "Wide"}(x0: usize, xRow: usize, b: usize, init: usize, c: usize, cRow: usize): void {
  const x1 = x0 + xRow, x2 = x1 + xRow, ${vectors.map((v) => `i${v} = v128.load(init, ${16 * v})`).join(", ")};
${each((row) => `  let ${vectors.map((v) => `c${row}${v} = i${v}`).join(", ")};`)}
  let ${vectors.map((v) => `b${v}: v128`).join(", ")}, s: v128;
${TAPS.map(tap).join("\n")}
${each((row) => `  ${inRow((v) => `v128.store(c + ${row} * cRow, c${row}${v}, ${16 * v});`)}`)}
}
`;
}

// The inner loops of sparse products: a block of C of `rows` × `vectors` vectors stays in registers while a list of
// (offset in bytes, value) is worked through.
//
//   C[r][v] += Σ_entries value · B[offset][r][v]

interface Block {
  readonly rows: number;
  readonly vectors: number;
}

/**
 * Wide blocks for wide rows, the widest two for merged pairs of vectors; blocks of three rows for narrow ones, so that enough
 * sums are under way at once.
 */
const blocks: readonly Block[] = [
  ...[24, 16, 12, 8, 6, 4, 2, 1].map((vectors) => ({ rows: 1, vectors })),
  ...[4, 2, 1].map((vectors) => ({ rows: 3, vectors })),
];

function sparseSource({ rows, vectors }: Block): string {
  const each = (line: (row: number, vector: number) => string): string =>
    Array.from({ length: rows * vectors }, (_, i) => line(Math.floor(i / vectors), i % vectors)).join("\n");
  const pointers = Array.from({ length: rows - 1 }, (_, i) => `const b${i + 1} = b${i} + bRow;`).join(" ");
  return `export function sparse${rows}x${vectors}(list: usize, end: usize, b: usize, bRow: usize, c: usize, cRow: usize): void {
${each((row, vector) => `  let c${row}_${vector} = v128.load(c + ${row} * cRow, ${16 * vector});`)}
  for (; list != end; list += 8) {
    const s = v128.load32_splat(list, 4);
    const b0 = b + <usize>load<u32>(list); ${pointers}
${each((row, vector) => `    c${row}_${vector} = fma(s, v128.load(b${row}, ${16 * vector}), c${row}_${vector});`)}
  }
${each((row, vector) => `  v128.store(c + ${row} * cRow, c${row}_${vector}, ${16 * vector});`)}
}
`;
}

/** The AssemblyScript text of all variants. */
export const microKernels = (): string =>
  `// Written by scripts/micro-kernels.ts at each build.\nimport { fma } from "../common";\n\n${[
    ...variants.flatMap((variant) => [source(variant, 1), source(variant, 2)]),
    windowSource(1),
    windowSource(2),
    ...blocks.map(sparseSource),
  ].join("\n")}`;
