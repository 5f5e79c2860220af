import { createDraws } from "./draws.ts";

const ROWS = 240;

/** A made-up species: mean and deviation of each measure in centimetres, and its colours, as often as they stand there. */
interface Species {
  readonly name: string;
  readonly petal: readonly [number, number];
  readonly sepal: readonly [number, number];
  readonly stem: readonly [number, number];
  readonly colours: readonly string[];
}

const SPECIES: readonly Species[] = [
  { name: "marsh", petal: [1.6, 0.3], sepal: [3.4, 0.4], stem: [28, 6], colours: ["white", "white", "yellow"] },
  { name: "meadow", petal: [4.2, 0.6], sepal: [2.8, 0.4], stem: [41, 9], colours: ["yellow", "violet", "violet"] },
  { name: "forest", petal: [5.3, 0.7], sepal: [3.1, 0.4], stem: [33, 7], colours: ["violet", "white", "violet"] },
];

/** flowers.csv: which species a flower is. The first is easy to tell, the other two overlap. */
export function flowersCsv(): string {
  const { normal, choice } = createDraws("flowers");
  const rows = Array.from({ length: ROWS }, (_, i) => {
    const { name, petal, sepal, stem, colours } = SPECIES[i % SPECIES.length] as Species;
    const measures = [petal, sepal, stem].map(([mean, deviation]) => Math.max(0.1, normal(mean, deviation)).toFixed(1));
    return [...measures, choice(colours), name].join();
  });
  return `${["petal_length,sepal_width,stem_height,colour,species", ...rows].join("\n")}\n`;
}
