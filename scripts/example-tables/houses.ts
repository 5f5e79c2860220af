import { createDraws } from "./draws.ts";

const ROWS = 320;

/** Made-up towns: what a square metre costs, in thousands. */
const TOWNS = { harbour: 3.2, hill: 2.4, plain: 1.7 } as const;

/**
 * houses.csv: what a house costs, in thousands. price = area · (town's price) · (1 − 0.004 · age, at least 0.6) + 40 for a garden
 * + noise of deviation 25. Of one house in sixteen the age is not known, and every fifth row is for testing.
 */
export function housesCsv(): string {
  const { uniform, normal, choice } = createDraws("houses");
  const rows = Array.from({ length: ROWS }, (_, i) => {
    const town = choice(Object.keys(TOWNS) as (keyof typeof TOWNS)[]);
    const area = Math.round(60 + 140 * uniform());
    const rooms = Math.max(1, Math.round(area / 30 + normal(0, 0.7)));
    const age = Math.floor(120 * uniform());
    const garden = choice(["yes", "no"]);
    const worn = Math.max(0.6, 1 - 0.004 * age);
    const price = area * TOWNS[town] * worn + (garden === "yes" ? 40 : 0) + normal(0, 25);
    const known = uniform() < 1 / 16 ? "" : String(age);
    return [area, rooms, known, garden, town, Math.max(10, price).toFixed(0), i % 5 === 4 ? "test" : "train"].join();
  });
  return `${["area,rooms,age,garden,town,price,part", ...rows].join("\n")}\n`;
}
