import type { PreparedRun } from "../../src/prepare.ts";
import { train } from "../../src/train.ts";
import type { Bits, Setting } from "./contract.ts";

/** Trains a prepared spec, in Node or in a page. @throws Error where it does not end, or other numerics are to be had */
export async function trainBits(prepared: PreparedRun, setting: Setting): Promise<Bits> {
  const { signal } = new AbortController();
  const outcome = await train(prepared, { ...setting, listeners: [], signal });
  const { status, numerics, train: trained, validation, test, hashes } = outcome;
  if (status !== "completed" || numerics !== setting.numerics) {
    throw new Error(`asked for ${setting.numerics}, got ${numerics}, ${status}`);
  }
  return {
    initial: hashes.initial_weights,
    final: hashes.final_weights,
    chain: hashes.chain ?? "",
    figures: JSON.stringify({ train: trained, validation, test }),
  };
}
