import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DatasetDefinition } from "@assay/data";
import { type PartSpec, writeYaml } from "@assay/experiment";
import { createEngine, stream } from "@assay/kernels";
import { count } from "@assay/runner/terminal";
import { loadSpec, prepare, registries } from "@assay/training";
import { createRepeatedStep, secondsACall } from "@assay/training/timing";
import { exponentOf } from "./exponent.ts";
import type { BenchTable, Section } from "./section.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

/** What is varied; the rest stays at its default. */
interface Setting {
  readonly batch: number;
  readonly width: number;
  readonly depth: number;
  readonly side: number;
}

const DEFAULTS: Setting = { batch: 64, width: 16, depth: 2, side: 28 };

const SERIES = {
  batch: [8, 16, 32, 64, 128, 256, 512],
  width: [4, 8, 16, 32, 64, 128],
  depth: [1, 2, 4, 8, 16],
  side: [14, 20, 28, 40, 56, 80],
} as const satisfies Record<keyof Setting, readonly number[]>;

const TITLES = {
  batch: "batch size",
  width: "width: channels of every convolution",
  depth: "depth: 3×3 convolutions of width channels",
  side: "image size: pixels of a side",
} as const satisfies Record<keyof Setting, string>;

/** A convolution from the image to `width` channels, `depth` of them at full size, relu after each, a pool, the classes. */
const specOf = ({ batch, width, depth }: Setting) => ({
  name: "bench-scaling",
  architecture: [
    ...Array.from({ length: depth + 1 }, () => [
      { type: "conv2d", out_channels: width, kernel_size: 3, padding: 1 },
      "relu",
    ]).flat(),
    { type: "max_pool2d", kernel_size: 2 },
    "flatten",
    { type: "linear", out_features: 10 },
  ],
  optimizer: { type: "adam", lr: 0.001 },
  training: { epochs: 1, batch_size: batch },
});

/** Random images: their content costs nothing, and MNIST has one size alone. */
function noise(side: number, count: number): DatasetDefinition<PartSpec> {
  const shape = [side, side, 1];
  const random = stream(1, "bench");
  const split = () =>
    ({
      count,
      inputs: { dtype: "u8", shape, values: Uint8Array.from({ length: count * side * side }, () => 256 * random()) },
      targets: { dtype: "u8", shape: [], values: Uint8Array.from({ length: count }, (_, i) => i % 10) },
    }) as const;
  return {
    schema: {},
    describe: () => ({ shape, dtype: "u8", target: { kind: "class", classes: 10 }, train: count, test: count }),
    fingerprint: () => "",
    load: () => ({ name: "noise", train: split(), test: split() }),
  };
}

/** Cost of a training step against the size of what is trained. */
export const scaling: Section = {
  about: "cost of a step against batch size, width, depth and image size, with the exponent fitted",
  when: "named",
  run: ({ quick, say }) =>
    inTemporaryFolder(async (folder) => {
      const tables: BenchTable[] = [];
      for (const [key, values] of Object.entries(SERIES) as [keyof Setting, readonly number[]][]) {
        const measured: { x: number; seconds: number; flops: number }[] = [];
        for (const x of quick ? values.slice(0, 3) : values) {
          say(`${key} ${x}`);
          measured.push({ x, ...(await timeSetting({ ...DEFAULTS, [key]: x }, folder, quick)) });
        }
        tables.push(tableOf(key, measured));
      }
      return tables;
    }),
};

async function timeSetting(
  setting: Setting,
  folder: string,
  quick: boolean,
): Promise<{ seconds: number; flops: number }> {
  const file = join(folder, "spec.yaml");
  writeFileSync(file, writeYaml(specOf(setting)));
  const datasets = { mnist: noise(setting.side, 2 * setting.batch) };
  const prepared = prepare(loadSpec(file), { ...registries, datasets });
  const engine = createEngine({ threads: 1 });
  const { step } = createRepeatedStep(prepared, engine);
  const [seconds] = secondsACall(step, quick ? 2 : 7, quick ? 0.02 : 0.15) as [number];
  await engine.close();
  return { seconds, flops: 3 * prepared.parts.model.flops * setting.batch };
}

function tableOf(
  key: keyof Setting,
  measured: readonly { readonly x: number; readonly seconds: number; readonly flops: number }[],
): BenchTable {
  const rows = measured.map(({ x, seconds, flops }) => [
    `${x}`,
    (seconds * 1000).toFixed(3),
    count((key === "batch" ? x : DEFAULTS.batch) / seconds),
    (flops / 1e6).toFixed(1),
    (flops / seconds / 1e9).toFixed(1),
  ]);
  const fitted = (of: "seconds" | "flops"): string => exponentOf(measured.map((row) => [row.x, row[of]])).toFixed(2);
  const others = (Object.keys(DEFAULTS) as (keyof Setting)[])
    .filter((other) => other !== key)
    .map((other) => `${other} ${DEFAULTS[other]}`);
  return {
    title: `Cost of a step against ${TITLES[key]}`,
    head: [key, "ms a step", "samples/s", "MFLOP a step", "GFLOP/s"],
    rows,
    notes: [
      `Fitted: time ~ ${key}^${fitted("seconds")}, operations ~ ${key}^${fitted("flops")}. The rest: ${others.join(", ")}; ` +
        "one thread, fused, the best round. Operations: three times the forward pass, as if computed plainly.",
    ],
  };
}
