import { join } from "node:path";
import { BITS, prepareBits } from "../../packages/training/test/bits/prepare-bits.ts";
import { SETTINGS } from "../../packages/training/test/bits/settings.ts";
import { emulated, missingArm64 } from "./arm64-node.ts";
import { trainWith } from "./command-line.ts";
import type { LeftOut, Row } from "./table.ts";

/** One spec through the command line of this Node, and of Node for ARM64 in an emulator. */
export async function* onArm64(): AsyncGenerator<Row | LeftOut> {
  if (missingArm64) return yield { where: "ARM64", missing: missingArm64 };
  const { folder, remove } = prepareBits();
  const nodes = { [process.arch]: [process.execPath], "arm64, emulated": emulated };
  try {
    for (const [processor, node] of Object.entries(nodes)) {
      for (const { threads, numerics } of SETTINGS) {
        const flags = [
          "--threads",
          `${threads}`,
          "--numerics",
          numerics,
          "--out",
          join(folder, `${processor}${threads}`),
        ];
        const trained = await trainWith(node, [BITS, "--set", `data.dataset.path=${folder}`, ...flags]);
        const where = `Node ${process.version} ${processor}`;
        yield { spec: "bits", where, threads, numerics, hash: trained.hashes.final_weights, rest: trained.all };
      }
    }
  } finally {
    remove();
  }
}
