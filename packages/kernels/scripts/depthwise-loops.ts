// Writes the inner loops of depthwise convolution for merged pairs of vectors: as many sums at a time as registers of 256 bits hold. Each sum has the terms
// of the narrow loops in depthwise.ts and depthwise_weight.ts, in their order.

const NINE = [0, 1, 2, 3, 4, 5, 6, 7, 8];
/** Pixels at a time; maps are often 7, 14 or 28 pixels wide. */
const TILES = [8, 7];
const halves = (line: (half: number) => string): string => [0, 1].map(line).join(" ");

/** The pixels of a tile, and the lines that start and store their sums. */
function tileOf(count: number) {
  const pixels = Array.from({ length: count }, (_, p) => p);
  const start = pixels.map((p) => `  let ${halves((h) => `c${p}${h} = i${h}${h === 0 ? "," : ";"}`)}`).join("\n");
  const store = pixels
    .map((p) => `  ${halves((h) => `v128.store(y + ${p} * yPixel, c${p}${h}, ${16 * h});`)}`)
    .join("\n");
  return { pixels, start, store };
}

/** `count` pixels of eight channels, `rows` rows of three neighbouring taps: an input is read once for all three. */
function threesSource(count: number): string {
  const { pixels, start, store } = tileOf(count);
  const column = (i: number): string => {
    const uses = [0, 1, 2].map((tap) => ({ tap, pixel: i - tap })).filter(({ pixel }) => pixels.includes(pixel));
    return halves((h) => {
      const sums = uses.map(({ tap, pixel }) => `c${pixel}${h} = fma(s${h}, w${tap}${h}, c${pixel}${h});`);
      return `s${h} = v128.load(x, ${32 * i + 16 * h}); ${sums.join(" ")}`;
    });
  };
  return `export function threes${count}(x: usize, row: usize, w: usize, rows: i32, start: usize, y: usize, yPixel: usize): void {
  const i0 = v128.load(start), i1 = v128.load(start, 16);
${start}
  let s0: v128, s1: v128;
  for (; rows > 0; rows--) {
    const ${[0, 1, 2].flatMap((tap) => [0, 1].map((h) => `w${tap}${h} = v128.load(w, ${32 * tap + 16 * h})`)).join(", ")};
${Array.from({ length: count + 2 }, (_, i) => `    ${column(i)}`).join("\n")}
    x += row;
    w += 96;
  }
${store}
}
`;
}

/** `count` pixels of eight channels, `step` bytes apart, any taps. */
function tapsSource(count: number): string {
  const { pixels, start, store } = tileOf(count);
  const sums = pixels.map(
    (p) => `    ${halves((h) => `c${p}${h} = fma(v128.load(x${p} + o, ${16 * h}), w${h}, c${p}${h});`)}`,
  );
  return `export function taps${count}(x0: usize, step: usize, table: usize, w: usize, taps: i32, start: usize, y: usize, yPixel: usize): void {
  const i0 = v128.load(start), i1 = v128.load(start, 16);
${start}
  const ${pixels
    .slice(1)
    .map((p) => `x${p} = x${p - 1} + step`)
    .join(", ")};
  for (; taps > 0; taps--) {
    const o = <usize>load<u32>(table), w0 = v128.load(w), w1 = v128.load(w, 16);
${sums.join("\n")}
    table += 4;
    w += 32;
  }
${store}
}
`;
}

/** sums[tap][8] (+)= Σ_pixels x[tap] · dy for nine taps, whose offsets are a table. */
function correlateSource(): string {
  const lines = (line: (tap: number) => string): string => NINE.map((tap) => `  ${line(tap)}`).join("\n");
  return `export function correlateNine(x: usize, table: usize, step: usize, row: usize, dy: usize, dyPixel: usize, height: i32, width: i32, sums: usize, fresh: bool): void {
${lines((t) => `let ${halves((h) => `c${t}${h} = f32x4.splat(0)${h === 0 ? "," : ";"}`)}`)}
  if (!fresh) {
${lines((t) => `  ${halves((h) => `c${t}${h} = v128.load(sums, ${32 * t + 16 * h});`)}`)}
  }
  const ${NINE.map((t) => `o${t} = <usize>load<u32>(table, ${4 * t})`).join(", ")};
  for (; height > 0; height--) {
    let at = x;
    for (let j = width; j > 0; j--) {
      const d0 = v128.load(dy), d1 = v128.load(dy, 16);
${lines((t) => `    ${halves((h) => `c${t}${h} = fma(v128.load(at + o${t}, ${16 * h}), d${h}, c${t}${h});`)}`)}
      at += step;
      dy += dyPixel;
    }
    x += row;
  }
${lines((t) => halves((h) => `v128.store(sums, c${t}${h}, ${32 * t + 16 * h});`))}
}
`;
}

/** The AssemblyScript text of all of them. */
export const depthwiseLoops = (): string =>
  `// Written by scripts/depthwise-loops.ts at each build.\nimport { fma } from "../common";\n\n${[
    ...TILES.flatMap((count) => [threesSource(count), tapsSource(count)]),
    correlateSource(),
  ].join("\n")}`;
