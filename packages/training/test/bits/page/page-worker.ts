import type { Column, Split } from "@assay/data";
import type { LoadedSpec } from "@assay/experiment";
import { prepare } from "../../../src/prepare.ts";
import { registries } from "../../../src/registries.ts";
import type { Answer, GivenColumn, Task } from "../contract.ts";
import { trainBits } from "../train-bits.ts";

const ARRAYS = { u8: Uint8Array, f32: Float32Array, i32: Int32Array } as const;

async function columnOf({ bytes, ...column }: GivenColumn): Promise<Column> {
  const buffer = await (await fetch(`/${bytes}`)).arrayBuffer();
  return { ...column, values: new ARRAYS[column.dtype](buffer) };
}

async function splitOf({ count, inputs, targets }: Task["splits"]["train"]): Promise<Split> {
  return { count, inputs: await columnOf(inputs), targets: await columnOf(targets) };
}

const post = (path: string, body: string): Promise<Response> => fetch(path, { method: "POST", body });

async function work(): Promise<void> {
  if (!crossOriginIsolated) throw new Error("the page is not cross-origin isolated: no memory can be shared");
  const { spec, description, fingerprint, splits, settings }: Task = await (await fetch("/task")).json();
  const dataset = { name: spec.name, train: await splitOf(splits.train), test: await splitOf(splits.test) };
  const given = { schema: {}, describe: () => description, fingerprint: () => fingerprint, load: () => dataset };
  const loaded: LoadedSpec = {
    ...{ spec, file: "", source: "", resolved: "", hash: "" },
    locate: (path) => ({ text: path.join("."), line: undefined }),
  };
  const catalogue = { ...registries, datasets: { [spec.data.dataset.type]: given } };
  for (const setting of settings) {
    const answer: Answer = { setting, bits: await trainBits(prepare(loaded, catalogue), setting) };
    await post("/answer", JSON.stringify(answer));
  }
  await post("/done", "");
}

work().catch((error: Error) => post("/failed", error.stack ?? error.message));
