import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadSpec, prepare } from "@assay/training";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nets } from "../nets.ts";
import { type DataFiles, describeNetwork, describeRecipe, writeData } from "../peers/network.ts";
import { openPeer, type Peer } from "../peers/peer.ts";
import { findTorch } from "../peers/torch.ts";

const STEPS = fileURLToPath(new URL("../peers/torch_steps.py", import.meta.url));
const SPEEDRUN = fileURLToPath(new URL("../../experiments/speedrun.yaml", import.meta.url));

const python = findTorch();
const folder = mkdtempSync(join(tmpdir(), "assay-networks-"));
let data: DataFiles;
let torch: Peer | undefined;

beforeAll(async () => {
  data = writeData(prepare(loadSpec((nets[0] as (typeof nets)[number]).file)), folder);
  if (python) torch = await openPeer({ command: python, args: [STEPS] });
});

afterAll(async () => {
  await torch?.close();
  rmSync(folder, { recursive: true });
});

test.skipIf(!python).each(nets)("$name: PyTorch builds a net of as many parameters", async ({ file }) => {
  const { loaded, parts } = prepare(loadSpec(file));
  const network = describeNetwork(loaded.spec, data);
  const reply = await torch?.ask({ prepare: network, threads: 1, setting: "tuned" });
  expect(reply).toEqual({ parameters: parts.model.parameterCount });
});

test.skipIf(!python).each([
  [{ type: "attention" }, 'layer "attention"'],
  [{ type: "leaky_relu", slope: 0.2 }, "unexpected keyword argument 'slope'"],
])("a layer or an option that PyTorch's side does not know is an answer, not an end: %o", async (part, says) => {
  const network = describeNetwork(loadSpec((nets[0] as (typeof nets)[number]).file).spec, data);
  const unknown = { ...network, architecture: [part] };
  await expect(torch?.ask({ prepare: unknown, threads: 1, setting: "tuned" })).rejects.toThrow(says);
});

test("a recipe has a learning rate for every step, the schedule's", () => {
  const prepared = prepare(loadSpec(SPEEDRUN));
  const { spec } = prepared.loaded;
  const { rates, epochs } = describeRecipe(prepared, data);
  expect(rates).toHaveLength(epochs * Math.ceil(60_000 / (spec.training.batch_size as number)));
  expect(Math.max(...rates)).toBeCloseTo(spec.optimizer.lr, 6); // the warm-up ends between two steps
  expect(rates.at(-1)).toBeLessThan(spec.optimizer.lr / 1000);
});

test("what a peer's step would leave out is refused", () => {
  const spec = loadSpec(fileURLToPath(new URL("../../experiments/cnn-adam.yaml", import.meta.url))).spec;
  expect(() => describeNetwork(spec, data)).toThrow(
    "cnn-adam: a peer's step does not know a loss other than plain cross_entropy, augmentation, a validation split",
  );
});
