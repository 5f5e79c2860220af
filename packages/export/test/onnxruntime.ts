import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** Where `.ci/run` installs onnxruntime-node, which is far too large for the workspace. */
const FOLDER = fileURLToPath(new URL("../../../.cache/onnxruntime/", import.meta.url));

/** The part of onnxruntime-node's API that the tests use. */
interface Runtime {
  readonly InferenceSession: {
    create(model: Uint8Array): Promise<{
      readonly inputNames: readonly string[];
      readonly outputNames: readonly string[];
      run(
        feeds: Record<string, object>,
      ): Promise<Record<string, { readonly data: Float32Array; readonly dims: number[] }>>;
    }>;
  };
  readonly Tensor: new (type: "float32", data: Float32Array, dims: readonly number[]) => object;
}

export const hasRuntime = existsSync(`${FOLDER}node_modules/onnxruntime-node`);

/** A title that says why a test is left out. */
export const withRuntime = (title: string): string =>
  hasRuntime ? title : `${title} (left out: .cache/onnxruntime has no onnxruntime-node, which .ci/run installs)`;

/** Runs an ONNX file on one batch, channels first. @returns the one output and its name */
export async function runOnnx(model: Uint8Array, inputs: Float32Array, dims: readonly number[]) {
  const { InferenceSession, Tensor } = createRequire(FOLDER)("onnxruntime-node") as Runtime;
  const session = await InferenceSession.create(model);
  const [input = "", ...others] = session.inputNames;
  const [name = ""] = session.outputNames;
  if (others.length > 0 || input !== "input") throw new Error(`inputs: ${session.inputNames.join(", ")}`);
  const { [name]: output } = await session.run({ input: new Tensor("float32", inputs, dims) });
  return { name, data: output?.data ?? new Float32Array(), dims: output?.dims ?? [] };
}
