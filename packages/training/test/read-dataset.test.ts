import { expect, test } from "vitest";
import { refusalOf } from "../../experiment/test/texts.ts";
import { prepare, readDataset } from "../src/index.ts";
import { made, table, withDataset } from "./made-data.ts";

const spec = (seed: number) => `name: made
seed: ${seed}
data: { dataset: made, validation: 40 }
architecture: [{ type: linear, out_features: 2 }]
loss: mse
optimizer: { type: adam, lr: 0.05 }
training: { epochs: 1, batch_size: 20 }
`;

/** A dataset that can change, and counts how often it is read. */
function counted() {
  const state = { reads: 0, fingerprint: "1".repeat(64), changes: false };
  const definition = made(table(240, "train"), table(60, "test"), { kind: "values", size: 2 });
  const dataset: typeof definition = {
    ...definition,
    fingerprint: () => state.fingerprint,
    load(options) {
      state.reads++;
      if (state.changes) state.fingerprint = "3".repeat(64);
      return definition.load(options);
    },
  };
  const { catalogue, load } = withDataset(dataset);
  return { state, prepared: (seed: number) => prepare(load(spec(seed)), catalogue) };
}

test("specs that are trained one after the other read the same data once", () => {
  const { state, prepared } = counted();
  const first = readDataset(prepared(1));
  expect(readDataset(prepared(2))).toBe(first);
  expect(state.reads).toBe(1);
});

test("data that has changed is read again", () => {
  const { state, prepared } = counted();
  const first = readDataset(prepared(1));
  state.fingerprint = "2".repeat(64);
  expect(readDataset(prepared(1))).not.toBe(first);
  expect(state.reads).toBe(2);
});

test("data that changes while it is read is refused, and not kept", () => {
  const { state, prepared } = counted();
  state.changes = true;
  expect(refusalOf(() => readDataset(prepared(1))).message).toContain("the data changed while it was read");
  state.changes = false;
  readDataset(prepared(1));
  expect(state.reads).toBe(2);
});
