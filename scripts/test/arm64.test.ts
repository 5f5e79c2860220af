/** The same bits on another processor: see docs/reproducibility.md. `pnpm run check-bits --arm64` prints them. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BITS, prepareBits } from "../../packages/training/test/bits/prepare-bits.ts";
import { fuses } from "../../packages/training/test/bits/settings.ts";
import { emulated, missingArm64 } from "../check-bits/arm64-node.ts";
import { trainWith } from "../check-bits/command-line.ts";

const why = missingArm64 ? ` (left out: ${missingArm64})` : "";

describe.skipIf(missingArm64)("Node for ARM64, emulated,", () => {
  let data: ReturnType<typeof prepareBits>;
  beforeAll(() => {
    data = prepareBits();
  });
  afterAll(() => data.remove());

  /** 33 updates: an emulator takes some 25 s for them. */
  const train = async (node: readonly string[], numerics: string, threads: number): Promise<string> => {
    const spec = [BITS, "--set", `data.dataset.path=${data.folder}`, "--set", "training.epochs=1"];
    const out = join(data.folder, `${node.length} ${numerics}`);
    const flags = ["--numerics", numerics, "--threads", `${threads}`, "--out", out];
    return (await trainWith(node, [...spec, ...flags])).all;
  };

  test.concurrent.each(fuses ? (["fused", "strict"] as const) : (["strict"] as const))(
    `has the hashes and figures of this processor in %s numerics${why}`,
    async (numerics) => {
      const [here, there] = await Promise.all([
        train([process.execPath], numerics, 1),
        train(emulated, numerics, numerics === "fused" ? 2 : 1),
      ]);
      expect(there).toBe(here);
    },
    240_000,
  );
});
