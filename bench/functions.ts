/** A function with known lows, to be made small over the unit cube. */
export interface TestFunction {
  readonly name: string;
  readonly dimensions: number;
  /** Its least value. */
  readonly least: number;
  at(x: readonly number[]): number;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** F. H. Branin (1972): three lows of the same depth. */
const branin: TestFunction = {
  name: "Branin",
  dimensions: 2,
  least: 0.397887,
  at([u = 0, v = 0]) {
    const [x, y] = [15 * u - 5, 15 * v];
    const bowl = y - (5.1 * x * x) / (4 * Math.PI ** 2) + (5 * x) / Math.PI - 6;
    return bowl ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
  },
};

const HARTMANN = [
  { depth: 1, widths: [10, 3, 17, 3.5, 1.7, 8], centre: [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886] },
  { depth: 1.2, widths: [0.05, 10, 17, 0.1, 8, 14], centre: [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991] },
  { depth: 3, widths: [3, 3.5, 1.7, 10, 17, 8], centre: [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665] },
  { depth: 3.2, widths: [17, 8, 0.05, 10, 0.1, 14], centre: [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381] },
];

/** J. K. Hartmann (1973), in six dimensions: four hollows. */
const hartmann: TestFunction = {
  name: "Hartmann",
  dimensions: 6,
  least: -3.32237,
  at: (x) =>
    -sum(
      HARTMANN.map(({ depth, widths, centre }) => {
        const distance = sum(widths.map((width, i) => width * ((x[i] ?? 0) - (centre[i] ?? 0)) ** 2));
        return depth * Math.exp(-distance);
      }),
    ),
};

/** D. H. Ackley (1987), from -14 to 6, so that its low is not in the middle: a funnel full of small hollows. */
const ackley: TestFunction = {
  name: "Ackley",
  dimensions: 5,
  least: 0,
  at(x) {
    const y = x.map((u) => 20 * (u - 0.7));
    const far = Math.sqrt(sum(y.map((each) => each * each)) / y.length);
    const waves = sum(y.map((each) => Math.cos(2 * Math.PI * each))) / y.length;
    return 20 + Math.E - 20 * Math.exp(-0.2 * far) - Math.exp(waves);
  },
};

/** A. V. Levy and A. Montalvo (1985), from -10 to 10: waves along every axis. */
const levy: TestFunction = {
  name: "Levy",
  dimensions: 5,
  least: 0,
  at(x) {
    const w = x.map((u) => 1 + (20 * u - 11) / 4);
    const [first = 0, last = 0] = [w[0], w.at(-1)];
    const inner = w.slice(0, -1).map((each) => (each - 1) ** 2 * (1 + 10 * Math.sin(Math.PI * each + 1) ** 2));
    return Math.sin(Math.PI * first) ** 2 + sum(inner) + (last - 1) ** 2 * (1 + Math.sin(2 * Math.PI * last) ** 2);
  },
};

export const testFunctions: readonly TestFunction[] = [branin, hartmann, ackley, levy];
