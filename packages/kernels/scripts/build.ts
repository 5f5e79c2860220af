// Compiles the kernels to build/fused.wasm and build/strict.wasm: one source, two ways to multiply and add.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { depthwiseLoops } from "./depthwise-loops.ts";
import { microKernels } from "./micro-kernels.ts";
import { probeChains } from "./probe-chains.ts";
import { winogradTransforms } from "./winograd-transforms.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
mkdirSync(`${root}/build`, { recursive: true });
mkdirSync(`${root}/assembly/generated`, { recursive: true });
const generated = {
  micro: microKernels,
  depthwise: depthwiseLoops,
  probe: probeChains,
  transforms: winogradTransforms,
};
for (const [name, source] of Object.entries(generated)) {
  writeFileSync(`${root}/assembly/generated/${name}.ts`, source());
}

for (const numerics of ["fused", "strict"] as const) {
  const { error, stderr } = await asc.main([
    `${root}/assembly/index.ts`,
    ...["--outFile", `${root}/build/${numerics}.wasm`],
    // At level 3 Binaryen nests unrolled multiply-adds into dependent chains, which spill.
    ...["--optimizeLevel", "2", "--noAssert", "--runtime", "stub", "--exportTable"],
    ...["--importMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"],
    ...["--enable", "simd,threads,relaxed-simd", "--use", `FUSED=${numerics === "fused" ? 1 : 0}`],
  ]);
  if (error) {
    console.error(stderr.toString());
    throw error;
  }
}
