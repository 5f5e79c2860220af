import { afterAll, expect, test } from "vitest";
import { accessesOf, type Call, definitionOf } from "../src/call.ts";
import { elementsOf } from "../src/elements.ts";
import { createEngine, type Engine } from "../src/engine.ts";
import { type FieldRole, usesOf } from "../src/kernel.ts";
import { callsOf } from "../src/program.ts";
import { kernelNames } from "../src/registry.ts";
import { writesTo } from "../src/schedule.ts";
import { allCases } from "../src/self-test/all-cases.ts";
import type { Case } from "../src/self-test/case.ts";
import { prepareCase } from "../src/self-test/prepare-case.ts";
import { createStorage, type Storage, type Tensor } from "../src/tensor.ts";

const engines = [createEngine({ threads: 1 }), createEngine({ threads: 2, active: 2 })] as const;
afterAll(() => Promise.all(engines.map((engine) => engine.close())));

/** The coefficients of batch norm, [2, channels]: not by sample, though a case with a batch of two looks like it. */
const WHOLE = new Set(["affine"]);

/** Kernels that a case has given an operand which lies in the thread's workspace. */
const seen = new Set<string>();

/**
 * The calls with tensors of their own for what they read and write sample by sample, copied from and to the others right before
 * and after, so that nothing else touches them.
 */
function isolate(calls: readonly Call[], batch: number): Call[] {
  const copyOf = (from: Storage, to: Storage): Call => {
    const size = from.bytes / 4 / batch;
    const whole = (storage: Storage): Tensor => ({ storage, offset: 0, dtype: "f32", shape: [batch, size] });
    const row = { rows: 1, size, x_stride: size, x_offset: 0, y_stride: size, y_offset: 0 };
    return { kernel: "copy_slice", args: { x: whole(from), y: whole(to), ...row }, late: true };
  };
  return calls.flatMap((call) => {
    const { axis, fields } = definitionOf(call);
    const before: Call[] = [];
    const after: Call[] = [];
    const args = { ...call.args };
    const inside = new Map<Storage, Storage>();
    for (const { field, tensor, writes } of accessesOf(call)) {
      const { storage, shape } = tensor;
      const isDivided = storage.bySample && shape[0] === batch && storage.bytes % (4 * batch) === 0;
      if (axis !== "sample" || !isDivided || WHOLE.has(storage.label) || fields[field]?.endsWith("?")) continue;
      const own = inside.get(storage) ?? createStorage(`${storage.label}, inside`, storage.bytes, true);
      // What is written in parts, as by groups of channels, is there before each of them.
      const isPart = calls.filter((other) => writesTo(other, new Set([storage]))).length > 1;
      if (!inside.has(storage) && (isPart || usesOf(fields[field] as FieldRole)?.reads))
        before.push(copyOf(storage, own));
      inside.set(storage, own);
      args[field] = { ...tensor, storage: own };
      if (writes) after.push({ ...copyOf(own, storage), late: false });
    }
    return [...before, { ...call, args }, ...after];
  });
}

/** Runs a case; returns its outputs by label. */
function run(engine: Engine, item: Case, isIsolated: boolean): Map<string, Uint8Array> {
  const { bench, outputs } = prepareCase(engine, item, { leastPieces: 1, ...(isIsolated && { rewrite: isolate }) });
  bench.run();
  const { phases, threadLocal } = bench.program;
  for (const call of callsOf(phases))
    if (accessesOf(call).some(({ tensor }) => threadLocal.has(tensor.storage))) seen.add(call.kernel);
  return new Map(outputs.map((tensor) => [tensor.storage.label, bytesOf(engine, tensor)]));
}

const bytesOf = (engine: Engine, tensor: Tensor): Uint8Array => {
  const values = elementsOf(engine, tensor);
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
};

test.each(allCases)("$title: the same bits where operands lie in the workspace, on 1 and 2 threads", (item) => {
  const expected = run(engines[0], item, false);
  for (const engine of engines) {
    const found = run(engine, item, true);
    for (const [label, bytes] of expected)
      expect(Buffer.from(found.get(label) as Uint8Array).equals(bytes), `${label}, ${engine.threads} threads`).toBe(
        true,
      );
  }
});

test("every kernel that goes sample by sample has been there, but for labels, which are bytes", () => {
  const bySample = kernelNames.filter((kernel) => definitionOf({ kernel, args: {} }).axis === "sample");
  expect(bySample.filter((kernel) => !seen.has(kernel))).toEqual(["gather_labels"]);
});
