import { browsers } from "../../packages/training/test/bits/browsers.ts";
import type { Bits, Setting } from "../../packages/training/test/bits/contract.ts";
import { createTrainingPage } from "../../packages/training/test/bits/in-browser.ts";
import { prepareBits } from "../../packages/training/test/bits/prepare-bits.ts";
import { SETTINGS } from "../../packages/training/test/bits/settings.ts";
import { trainBits } from "../../packages/training/test/bits/train-bits.ts";
import type { LeftOut, Row } from "./table.ts";

const rowOf = (where: string, setting: Setting, { final, ...rest }: Bits): Row => ({
  ...{ spec: "bits", where, ...setting, hash: final, rest: JSON.stringify(rest) },
});

/** One spec in this Node, and in a page of each browser. */
export async function* inBrowsers(): AsyncGenerator<Row | LeftOut> {
  const { prepared, remove } = prepareBits();
  const page = await createTrainingPage(prepared, SETTINGS);
  try {
    for (const setting of SETTINGS) {
      yield rowOf(`Node ${process.version} ${process.arch}`, setting, await trainBits(prepared, setting));
    }
    for (const browser of browsers) {
      const where = browser.version ?? browser.name;
      if (browser.missing) yield { where, missing: browser.missing };
      else for (const { setting, bits } of await page.train(browser)) yield rowOf(where, setting, bits);
    }
  } finally {
    page.close();
    remove();
  }
}
