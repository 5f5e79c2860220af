// Writes Winograd's transforms of images, see assembly/winograd.ts: for four channels at a time, and as `…Wide` for eight, whose two
// vectors of each number V8 merges where they are loaded and stored side by side.

/** The vectors of a number: one, or two whose names end in a letter. */
const VECTORS = { narrow: [""], wide: ["", "w"] } as const;
type Vectors = readonly string[];

/** A line for each vector, side by side. */
const both = (vectors: Vectors, line: (v: string, offset: number) => string): string =>
  vectors.map((v, i) => line(v, 16 * i)).join(" ");

/** Numbers d0 … as they are loaded: each an address and an offset. */
const load = (vectors: Vectors, places: readonly (readonly [string, number])[]): string =>
  places
    .map(([at, from], i) => both(vectors, (v, offset) => `const d${i}${v} = v128.load(${at}, ${from + offset});`))
    .join("\n");

const define = (vectors: Vectors, values: Readonly<Record<string, (v: string) => string>>): string =>
  Object.entries(values)
    .map(([name, value]) => both(vectors, (v) => `const ${name}${v} = ${value(v)};`))
    .join("\n");

/** Values written to positions `step` apart. */
const spread = (vectors: Vectors, to: string, step: string, values: readonly ((v: string) => string)[]): string =>
  [
    `let p = ${to};`,
    ...values.map((value, i) => {
      const advance = i === 0 ? "" : `p += ${step}; `;
      return advance + both(vectors, (v, offset) => `v128.store(p, ${value(v)}, ${offset});`);
    }),
  ].join("\n");

type Places = readonly (readonly [string, number])[];

/** Down a column of `count` pixels, whose rows lie `xRow` apart, or along a row of the first result. */
const down = (base: string, step: string, count: number): Places =>
  Array.from({ length: count }, (_, i) => [i === 0 ? base : `${base} + ${step}${i === 1 ? "" : i}`, 0] as const);
const along = (bytes: number, count: number): Places => Array.from({ length: count }, (_, i) => ["row", bytes * i]);

/** Bᵀ (d0 … d5). */
const combine = (vectors: Vectors, places: Places, to: string, step: string): string =>
  [
    load(vectors, places),
    define(vectors, {
      even: (v) => `fma(minusB2, d2${v}, d4${v})`,
      odd: (v) => `f32x4.mul(a, fma(minusB2, d1${v}, d3${v}))`,
      even2: (v) => `fma(minusA2, d2${v}, d4${v})`,
      odd2: (v) => `f32x4.mul(b, fma(minusA2, d1${v}, d3${v}))`,
    }),
    spread(vectors, to, step, [
      (v) => `fma(product, d0${v}, fma(minusSum, d2${v}, d4${v}))`,
      (v) => `f32x4.add(even${v}, odd${v})`,
      (v) => `f32x4.sub(even${v}, odd${v})`,
      (v) => `f32x4.add(even2${v}, odd2${v})`,
      (v) => `f32x4.sub(even2${v}, odd2${v})`,
      (v) => `fma(product, d1${v}, fma(minusSum, d3${v}, d5${v}))`,
    ]),
  ].join("\n");

/** A (d0 … d3). */
const expand = (vectors: Vectors, places: Places, to: string, step: string): string =>
  [
    load(vectors, places),
    define(vectors, {
      even: (v) => `fma(a2, d2${v}, d0${v})`,
      odd: (v) => `fma(a3, d3${v}, f32x4.mul(a1, d1${v}))`,
      even2: (v) => `fma(b2, d2${v}, d0${v})`,
      odd2: (v) => `fma(b3, d3${v}, f32x4.mul(b1, d1${v}))`,
    }),
    spread(vectors, to, step, [
      (v) => `d0${v}`,
      (v) => `f32x4.add(even${v}, odd${v})`,
      (v) => `f32x4.sub(even${v}, odd${v})`,
      (v) => `f32x4.add(even2${v}, odd2${v})`,
      (v) => `f32x4.sub(even2${v}, odd2${v})`,
      (v) => `d3${v}`,
    ]),
  ].join("\n");

/** Aᵀ (d0 … d5): what is loaded, and the four results. */
const gather = (vectors: Vectors, places: Places): string =>
  [
    load(vectors, places),
    define(vectors, {
      s: (v) => `f32x4.add(d1${v}, d2${v})`,
      d: (v) => `f32x4.sub(d1${v}, d2${v})`,
      u: (v) => `f32x4.add(d3${v}, d4${v})`,
      t: (v) => `f32x4.sub(d3${v}, d4${v})`,
    }),
  ].join("\n");
const gathered: readonly ((v: string) => string)[] = [
  (v) => `f32x4.add(d0${v}, f32x4.add(s${v}, u${v}))`,
  (v) => `fma(b1, t${v}, f32x4.mul(a1, d${v}))`,
  (v) => `fma(b2, u${v}, f32x4.mul(a2, s${v}))`,
  (v) => `fma(b3, t${v}, fma(a3, d${v}, d5${v}))`,
];

const POINTS = "const a1 = kept(A1), a2 = kept(A2), a3 = kept(A3), b1 = kept(B1), b2 = kept(B2), b3 = kept(B3);";

function input(suffix: string, vectors: Vectors): string {
  const bytes = 16 * vectors.length;
  return `/** V = Bᵀ d B: the 36 positions lie \`position\` bytes apart. Strides are multiplied out beforehand. */
export function transformInput${suffix}(x: usize, xRow: usize, pixel: usize, to: usize, position: usize, rows: usize): void {
  const minusA2 = kept(MINUS_A2), minusB2 = kept(MINUS_B2), minusSum = kept(MINUS_SUM), product = kept(PRODUCT);
  const a = kept(A1), b = kept(B1);
  const xRow2 = 2 * xRow, xRow3 = 3 * xRow, xRow4 = 4 * xRow, xRow5 = 5 * xRow, rowOfPositions = 6 * position;
  const stop = x + pixel;
  for (; x < stop; x += ${bytes}) {
    let from = x;
    for (let column = rows, end = rows + ${6 * bytes}; column < end; column += ${bytes}) {
${combine(vectors, down("from", "xRow", 6), "column", `${6 * bytes}`)}
      from += pixel;
    }
    let v = to;
    for (let row = rows, end = rows + ${36 * bytes}; row < end; row += ${6 * bytes}) {
${combine(vectors, along(bytes, 6), "v", "position")}
      v += rowOfPositions;
    }
    to += ${bytes};
  }
}
`;
}

function gradient(suffix: string, vectors: Vectors): string {
  const bytes = 16 * vectors.length;
  return `/** Y = A dy Aᵀ: positions \`position\` bytes apart, panels of eight channels \`panel\` bytes. */
export function transformGradient${suffix}(x: usize, xRow: usize, pixel: usize, to: usize, position: usize, panel: usize, rows: usize): void {
  ${POINTS}
  const xRow2 = 2 * xRow, xRow3 = 3 * xRow, rowOfPositions = 6 * position;
  for (let c: usize = 0; c < pixel; c += ${bytes}) {
    let from = x + c;
    for (let column = rows, end = rows + ${4 * bytes}; column < end; column += ${bytes}) {
${expand(vectors, down("from", "xRow", 4), "column", `${4 * bytes}`)}
      from += pixel;
    }
    let y = to + (c >> 5) * panel + (c & 16);
    for (let row = rows, end = rows + ${24 * bytes}; row < end; row += ${4 * bytes}) {
${expand(vectors, along(bytes, 4), "y", "position")}
      y += rowOfPositions;
    }
  }
}
`;
}

function output(suffix: string, vectors: Vectors): string {
  const bytes = 16 * vectors.length;
  const store = (value: (v: string) => string, i: number): string => {
    const stores = both(vectors, (v, offset) => `v128.store(p, f32x4.add(start${v}, ${value(v)}), ${offset});`);
    return i === 0 ? stores : `if (across > ${i}) { p += pixel; ${stores} }`;
  };
  return `/** y = Aᵀ M A + bias, as much of the 4×4 pixels as the image holds. */
export function transformOutput${suffix}(
  from: usize, position: usize, bias: usize, y: usize, yRow: usize, pixel: usize, high: i32, across: i32, rows: usize,
): void {
  ${POINTS}
  const down = 6 * position, down2 = 12 * position, down3 = 18 * position, down4 = 24 * position, down5 = 30 * position;
  const stop = y + pixel;
  for (; y < stop; y += ${bytes}) {
    let m = from;
    for (let column = rows, end = rows + ${6 * bytes}; column < end; column += ${bytes}) {
${gather(vectors, down("m", "down", 6))}
${spread(vectors, "column", `${6 * bytes}`, gathered)}
      m += position;
    }
    ${both(vectors, (v, offset) => `const start${v} = v128.load(bias, ${offset});`)}
    let to = y, row = rows;
    for (let i = high; i > 0; i--) {
${gather(vectors, along(bytes, 6))}
      let p = to;
${gathered.map(store).join("\n")}
      to += yRow;
      row += ${6 * bytes};
    }
    from += ${bytes};
    bias += ${bytes};
  }
}
`;
}

/** The AssemblyScript text of all transforms. */
export const winogradTransforms = (): string =>
  `// Written by scripts/winograd-transforms.ts at each build.
import { fma, kept } from "../common";
import { A1, A2, A3, B1, B2, B3, MINUS_A2, MINUS_B2, MINUS_SUM, PRODUCT } from "../winograd_points";

${[input, gradient, output].flatMap((source) => [source("", VECTORS.narrow), source("Wide", VECTORS.wide)]).join("\n")}`;
