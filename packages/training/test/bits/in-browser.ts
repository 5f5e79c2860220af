import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Column, Split } from "@assay/data";
import type { PreparedRun } from "../../src/prepare.ts";
import type { Browser } from "./browsers.ts";
import { bundlePage } from "./bundle-page.ts";
import type { Answer, GivenColumn, Setting, Task } from "./contract.ts";
import { servePage } from "./serve-page.ts";

/** Milliseconds in which a browser must have started, trained and answered. */
const PATIENCE = 120_000;

/** A page that trains one spec, bundled, with all that it fetches. */
export interface TrainingPage {
  /** Opens the page in a browser and waits for its answers, one a setting. @throws Error where it fails or takes too long */
  train(browser: Browser): Promise<readonly Answer[]>;
  close(): void;
}

/** Bundles the page for a prepared spec, whose data it is given. */
export async function createTrainingPage(prepared: PreparedRun, settings: readonly Setting[]): Promise<TrainingPage> {
  const folder = mkdtempSync(join(tmpdir(), "assay-page-"));
  await bundlePage(folder);
  const given: Record<string, Uint8Array | string> = {};
  const { loaded, parts } = prepared;
  const dataset = parts.dataset.load(loaded.spec.data.dataset);
  const give = (name: string, { values, ...column }: Column): GivenColumn => {
    given[`/${name}`] = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return { ...column, bytes: name };
  };
  const split = (name: string, { count, inputs, targets }: Split) => ({
    count,
    inputs: give(`${name}-inputs`, inputs),
    targets: give(`${name}-targets`, targets),
  });
  const task: Task = {
    spec: loaded.spec,
    description: parts.data,
    fingerprint: prepared.fingerprint(),
    splits: { train: split("train", dataset.train), test: split("test", dataset.test) },
    settings,
  };
  given["/task"] = JSON.stringify(task);
  return {
    train: (browser) => trainIn(browser, folder, given),
    close: () => rmSync(folder, { recursive: true }),
  };
}

async function trainIn(
  browser: Browser,
  folder: string,
  given: Readonly<Record<string, Uint8Array | string>>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const server = await servePage(folder, given, (path, body) => {
    if (path === "/answer") answers.push(JSON.parse(body));
    else if (path === "/done") resolve();
    else reject(new Error(`${browser.name}: ${body}`));
  });
  const late = (): Error => new Error(`${browser.name} gave ${answers.length} answers in ${PATIENCE / 1000} s`);
  const timer = setTimeout(() => reject(late()), PATIENCE);
  const opened = browser.open(server.address);
  try {
    await promise;
    return answers;
  } finally {
    clearTimeout(timer);
    await opened.close();
    server.close();
  }
}
