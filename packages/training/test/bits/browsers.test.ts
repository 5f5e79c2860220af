/** The same bits in browsers: see docs/reproducibility.md. `pnpm run check-bits --browsers` prints them. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browsers } from "./browsers.ts";
import type { Bits, Setting } from "./contract.ts";
import { createTrainingPage, type TrainingPage } from "./in-browser.ts";
import { prepareBits } from "./prepare-bits.ts";
import { fuses, SETTINGS } from "./settings.ts";
import { trainBits } from "./train-bits.ts";

const titleOf = ({ numerics, threads }: Setting): string => `${numerics}, ${threads} threads`;

describe("a training in a page", () => {
  let page: TrainingPage;
  let remove: () => void;
  const inNode: Record<string, Bits> = {};

  beforeAll(async () => {
    const made = prepareBits();
    remove = made.remove;
    page = await createTrainingPage(made.prepared, SETTINGS);
    for (const setting of SETTINGS) inNode[titleOf(setting)] = await trainBits(made.prepared, setting);
  });

  afterAll(() => {
    page?.close();
    remove?.();
  });

  for (const browser of browsers) {
    const why = browser.missing ? ` (left out: ${browser.missing})` : "";
    test.skipIf(browser.missing)(
      `has the weights and figures of Node in ${browser.name}${why}`,
      async () => {
        const answers = await page.train(browser);
        const inPage = Object.fromEntries(answers.map(({ setting, bits }) => [titleOf(setting), bits]));
        expect(inPage).toEqual(inNode);
      },
      150_000,
    );
  }

  test("is one for 1 and 2 threads", () => {
    for (const { numerics } of SETTINGS) {
      expect(inNode[titleOf({ numerics, threads: 1 })]).toEqual(inNode[titleOf({ numerics, threads: 2 })]);
    }
  });

  test.skipIf(!fuses)(
    `is another in fused than in strict numerics${fuses ? "" : " (left out: no fused ones here)"}`,
    () => {
      const [fused, strict] = (["fused", "strict"] as const).map(
        (numerics) => inNode[titleOf({ numerics, threads: 1 })],
      );
      expect(fused?.initial).toBe(strict?.initial);
      expect(fused?.final).not.toBe(strict?.final);
    },
  );
});
