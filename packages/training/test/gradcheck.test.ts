import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { sizeOf, type Tensor } from "@assay/kernels";
import { layers, losses } from "@assay/layers";
import { afterEach, describe, expect, test } from "vitest";
import { gradcheck } from "../src/gradcheck/index.ts";
import { noiseOf } from "../src/gradcheck/noise.ts";
import type { Objective } from "../src/gradcheck/objective.ts";
import { loadSpec, type Pause, prepare, registries } from "../src/index.ts";
import { classes, EMPTY_TEST, made, table, withDataset } from "./made-data.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
// The larger nets take half a minute each.
const shipped = [
  "experiments/c*.yaml",
  "experiments/m*.yaml",
  "experiments/classics/*.yaml",
  "bench/nets/{mlp,lenet}.yaml",
];
const files = shipped.flatMap((pattern) => globSync(pattern, { cwd: root })).sort();
const options = { threads: 2, numerics: "fused", signal: new AbortController().signal } as const;

const net = (more: string) => `name: made
data: { dataset: made }
${more}
optimizer: adam
training: { epochs: 1, batch_size: 16 }
`;
const CLASSES = net(
  "architecture: [{ type: linear, out_features: 8 }, tanh, { type: linear, out_features: 12 }]\nloss: cross_entropy",
);
const eightOf = classes(64, 12);
const onClasses = withDataset(made(eightOf, EMPTY_TEST(eightOf), { kind: "class", classes: 12 }));
const offOf = async (text = CLASSES, catalogue = onClasses.catalogue) => {
  const found = await gradcheck(prepare(onClasses.load(text), catalogue), options);
  expect(found?.ok).toBe(found?.parameters.every(({ ok }) => ok));
  return found?.parameters.filter(({ ok }) => !ok).map(({ name }) => name);
};

describe("what is shipped passes", () => {
  test.each([...files, "packages/training/test/tiny.yaml"])("%s", async (file) => {
    for (const seed of [1, 2]) {
      const found = await gradcheck(prepare(loadSpec(root + file, { seed })), options);
      const off = found?.parameters.filter(({ ok }) => !ok);
      expect(off, `seed ${seed}`).toEqual([]);
    }
  });

  test("after some batches of training, too, and with targets that are numbers", async () => {
    const prepared = prepare(loadSpec(`${root}experiments/mlp-adam.yaml`));
    expect(await gradcheck(prepared, { ...options, steps: 30 })).toMatchObject({ ok: true, steps: 30 });
    const rows = table(64, "gradcheck");
    const { catalogue, load } = withDataset(made(rows, EMPTY_TEST(rows), { kind: "values", size: 2 }));
    for (const loss of ["mse", "l1", "huber", "{ type: mse, reduction: sum }"]) {
      const text = net(
        `architecture: [{ type: linear, out_features: 8 }, relu, { type: linear, out_features: 2 }]\nloss: ${loss}`,
      );
      expect((await gradcheck(prepare(load(text), catalogue), options))?.ok, loss).toBe(true);
    }
  });
});

describe("a gradient that is wrong is found", () => {
  const { build } = layers.linear;
  afterEach(() => {
    Object.assign(layers.linear, { build });
  });
  type Build = typeof build;

  /** A linear layer with a mistake: `spoil` is called behind its backward pass. */
  function mistaken(
    spoil: (emitter: Parameters<ReturnType<Build>["forward"]>[0], gradients: Record<string, Tensor>) => void,
  ): void {
    const wrong: Build = (asked, context) => {
      const gradients: Record<string, Tensor> = {};
      const parameter: typeof context.parameter = (name, ...rest) => {
        const made = context.parameter(name, ...rest);
        gradients[name] = made.gradient;
        return made;
      };
      const built = build(asked, { ...context, parameter });
      return {
        ...built,
        forward(emitter, x) {
          const { y, backward } = built.forward(emitter, x);
          return {
            y,
            backward(dy, needsInputGradient) {
              const dx = backward(dy, needsInputGradient);
              spoil(emitter, { ...gradients, ...(dx && { dx }) });
              return dx;
            },
          };
        },
      };
    };
    Object.assign(layers.linear, { build: wrong });
  }
  const limit = (name: string) =>
    mistaken((emitter, gradients) => {
      const x = gradients[name];
      if (x) emitter.emit("clamp", { x, size: sizeOf(x.shape), limit: 1e-3 });
    });

  test("in the net as it is, none is", async () => {
    expect(await offOf()).toEqual([]);
  });

  test("of a weight", async () => {
    limit("weight");
    expect(await offOf()).toEqual(["0.weight", "2.weight"]);
  });

  test("of a bias", async () => {
    limit("bias");
    expect(await offOf()).toEqual(["0.bias", "2.bias"]);
  });

  test("of the input: what lies below is off", async () => {
    limit("dx");
    expect(await offOf()).toEqual(["0.weight", "0.bias"]);
  });

  test("of the loss by 3 percent: all is off", async () => {
    const cross_entropy = {
      ...losses.cross_entropy,
      build: (...args: Parameters<typeof losses.cross_entropy.build>) => {
        const built = losses.cross_entropy.build(...args);
        return {
          ...built,
          emit: (emitter: never, tensors: never) => {
            const scaled = Object.create(emitter, { batch: { value: 16 / 1.03 } });
            return built.emit(scaled, tensors);
          },
        };
      },
    };
    const catalogue = { ...onClasses.catalogue, losses: { ...registries.losses, cross_entropy } } as never;
    expect(await offOf(CLASSES, catalogue)).toEqual(["0.weight", "0.bias", "2.weight", "2.bias"]);
  });
});

test("it is the same each time, and on any number of threads", async () => {
  const prepared = () => prepare(onClasses.load(CLASSES), onClasses.catalogue);
  const { threads: _, ...first } = (await gradcheck(prepared(), options)) ?? {};
  for (const threads of [1, 3]) {
    expect(await gradcheck(prepared(), { ...options, threads })).toMatchObject(first);
  }
});

test("it stops where it is asked to", async () => {
  const prepared = prepare(onClasses.load(CLASSES), onClasses.catalogue);
  expect(await gradcheck(prepared, { ...options, signal: AbortSignal.abort() })).toBeUndefined();
});

test("it stops in the middle of what goes over all elements of a large parameter", async () => {
  let evaluated = 0;
  const values = new Float32Array(2 ** 20);
  const objective: Objective = {
    parameters: [{ name: "large", shape: [2 ** 20], values, gradient: values, unit: 1 }],
    evaluate: async () => ++evaluated,
    differentiate: async () => true,
  };
  let turns = 0;
  const pause: Pause = { isDue: () => true, turn: async () => ++turns === 3 };
  expect(await noiseOf(objective, 1, pause)).toBeUndefined();
  expect(evaluated, "it was in the first move").toBe(1);
  expect(values.at(-1)).toBe(0);
});

test("so many batches of training before are so many where a step is run in slices too", async () => {
  const set = [
    "data.validation=56000",
    "architecture=[flatten, { type: linear, out_features: 600 }, relu, { type: linear, out_features: 10 }]",
    "training={ epochs: 2, batch_size: 2000 }",
  ];
  const prepared = prepare(loadSpec(`${root}packages/training/test/tiny.yaml`, { set }));
  expect(prepared.programs.train.full?.isLong).toBe(true);
  expect(await gradcheck(prepared, { ...options, steps: 3 })).toMatchObject({ ok: true, steps: 3 });
});
