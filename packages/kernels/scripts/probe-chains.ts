// Writes the chains of multiply-adds that assembly/probe.ts measures: twelve, of one vector each or of a pair that V8 merges.

const CHAINS = Array.from({ length: 12 }, (_, i) => i);

function source(name: string, vectors: readonly number[]): string {
  const each = (line: (chain: number, vector: number) => string): string =>
    CHAINS.map((chain) => `    ${vectors.map((vector) => line(chain, vector)).join(" ")}`).join("\n");
  const total = (vector: number): string =>
    CHAINS.map((chain) => `s${chain}_${vector}`).reduce((sum, s) => `f32x4.add(${sum}, ${s})`);
  return `export function ${name}(turns: i32, factor: f32, to: usize): void {
  // Operands that no compiler knows: it would multiply once, or write a constant again in each turn.
  const a = f32x4.splat(factor), b = f32x4.mul(a, a);
${each((chain, vector) => `let s${chain}_${vector} = f32x4.add(a, f32x4.splat(${chain}));`)}
  for (; turns > 0; turns--) {
${each((chain, vector) => `s${chain}_${vector} = fma(s${chain}_${vector}, a, b);`)}
  }
  ${vectors.map((vector) => `const total${vector} = ${total(vector)};`).join("\n  ")}
  ${vectors.map((vector) => `v128.store(to, total${vector}, ${16 * vector});`).join(" ")}
}
`;
}

/** The AssemblyScript text of both. */
export const probeChains = (): string =>
  `// Written by scripts/probe-chains.ts at each build.\nimport { fma } from "../common";\n\n${[
    source("chainsOfFour", [0]),
    source("chainsOfEight", [0, 1]),
  ].join("\n")}`;
