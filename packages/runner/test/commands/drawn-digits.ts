import { PNG } from "pngjs";

type Point = readonly [number, number];
type Stroke = readonly Point[];

/** An ellipse as a closed line. */
const ellipse = ([x, y]: Point, [rx, ry]: Point): Stroke =>
  Array.from({ length: 33 }, (_, i) => {
    const angle = (i * Math.PI) / 16;
    return [x + rx * Math.sin(angle), y - ry * Math.cos(angle)] as const;
  });

/** The digits as a hand draws them, in a square of side 1: x to the right, y down. */
const DIGITS: readonly (readonly Stroke[])[] = [
  [ellipse([0.5, 0.5], [0.32, 0.48])],
  [
    [
      [0.55, 0.02],
      [0.47, 0.98],
    ],
  ],
  [
    [
      [0.2, 0.25],
      [0.28, 0.08],
      [0.5, 0.02],
      [0.72, 0.1],
      [0.76, 0.28],
      [0.66, 0.46],
      [0.4, 0.72],
      [0.18, 0.96],
      [0.84, 0.94],
    ],
  ],
  [
    [
      [0.22, 0.1],
      [0.45, 0.02],
      [0.7, 0.1],
      [0.75, 0.27],
      [0.62, 0.43],
      [0.42, 0.48],
    ],
    [
      [0.42, 0.48],
      [0.68, 0.54],
      [0.8, 0.72],
      [0.7, 0.91],
      [0.45, 0.98],
      [0.2, 0.9],
    ],
  ],
  [
    [
      [0.25, 0.05],
      [0.2, 0.52],
      [0.78, 0.52],
    ],
    [
      [0.76, 0.05],
      [0.7, 0.98],
    ],
  ],
  [
    [
      [0.78, 0.04],
      [0.3, 0.04],
      [0.26, 0.44],
      [0.5, 0.38],
      [0.74, 0.5],
      [0.78, 0.72],
      [0.62, 0.92],
      [0.4, 0.98],
      [0.2, 0.9],
    ],
  ],
  [
    [
      [0.66, 0.03],
      [0.42, 0.2],
      [0.27, 0.5],
      [0.24, 0.75],
      [0.36, 0.95],
      [0.58, 0.97],
      [0.74, 0.82],
      [0.72, 0.62],
      [0.56, 0.52],
      [0.36, 0.58],
      [0.25, 0.72],
    ],
  ],
  [
    [
      [0.18, 0.06],
      [0.8, 0.06],
      [0.42, 0.98],
    ],
  ],
  [ellipse([0.5, 0.26], [0.22, 0.23]), ellipse([0.5, 0.74], [0.26, 0.24])],
  [
    ellipse([0.48, 0.28], [0.25, 0.26]),
    [
      [0.73, 0.28],
      [0.71, 0.6],
      [0.6, 0.98],
    ],
  ],
];

export interface Drawing {
  readonly digit: number;
  readonly height: number;
  readonly width: number;
  /** Of the digit, in pixels: side of its square, left and top of it, width of the pen. */
  readonly side: number;
  readonly left: number;
  readonly top: number;
  readonly pen: number;
  /** Black on white, or white on black. */
  readonly ink: "black" | "white";
}

/** Distance of a point from the line between two others. */
function distance([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

/** The bytes of a drawing, row after row: anti-aliased by the distance from the middle of the stroke. */
function drawn({ digit, height, width, side, left, top, pen, ink }: Drawing): Uint8Array {
  const strokes = (DIGITS[digit] as readonly Stroke[]).map((stroke) =>
    stroke.map(([x, y]): Point => [left + x * side, top + y * side]),
  );
  return Uint8Array.from({ length: height * width }, (_, i) => {
    const at: Point = [(i % width) + 0.5, Math.floor(i / width) + 0.5];
    const nearest = Math.min(
      ...strokes.flatMap((stroke) => stroke.slice(1).map((to, k) => distance(at, stroke[k] as Point, to))),
    );
    const share = Math.max(0, Math.min(1, pen / 2 + 0.5 - nearest));
    return Math.round(255 * (ink === "white" ? share : 1 - share));
  });
}

/** A drawing as a gray PNG. */
export function digitPng(drawing: Drawing): Buffer {
  const { height, width } = drawing;
  const made = new PNG({ width, height });
  made.data = Buffer.from(Array.from(drawn(drawing), (value) => [value, value, value, 255]).flat());
  return PNG.sync.write(made, { colorType: 0 });
}

/** The ten digits, each in a picture of another size from 20 to 300 pixels and in another place of it. */
export const drawings = (ink: Drawing["ink"]): Drawing[] =>
  [128, 20, 300, 28, 64, 240, 33, 90, 48, 180].map((size, digit) => {
    const [height, width] = [size, digit % 3 === 0 ? Math.round(size * 1.25) : size];
    const side = Math.round(size * (digit % 2 === 0 ? 0.7 : 0.85)) - 2;
    const left = 1 + (((digit * 7) % 10) / 10) * (width - side - 2);
    const top = 1 + (((digit * 3) % 10) / 10) * (height - side - 2);
    return { digit, height, width, side, left, top, pen: Math.max(2, side * 0.11), ink };
  });
