// pnpm run test:torture: does harm on purpose, and prints for each promise how often it was tried and how often it held.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wordsOf } from "./arguments.ts";
import { bombs } from "./torture/bombs.ts";
import type { Promised } from "./torture/contract.ts";
import { crash } from "./torture/crash.ts";
import { damage } from "./torture/damage.ts";
import { data } from "./torture/data.ts";
import { disk } from "./torture/disk.ts";
import { flat } from "./torture/flat.ts";
import { full } from "./torture/full.ts";
import { limits } from "./torture/limits.ts";
import { locale } from "./torture/locale.ts";
import { longStep } from "./torture/long-step.ts";
import { output } from "./torture/output.ts";
import { queue } from "./torture/queue.ts";
import { reads } from "./torture/reads.ts";
import { signals } from "./torture/signals.ts";
import { together } from "./torture/together.ts";
import { verify } from "./torture/verify.ts";

const promises: Readonly<Record<string, Promised>> = {
  crash,
  signals,
  "long-step": longStep,
  damage,
  verify,
  disk,
  full,
  data,
  output,
  limits,
  together,
  queue,
  reads,
  locale,
  flat,
  bombs,
};

const words = wordsOf(
  `Usage: pnpm run test:torture [PROMISE...] [--quick]

Does harm on purpose, and prints for each promise how often it was tried and how often it held;
exit 1 if one did not. --quick: smaller figures, some minutes instead of a quarter of an hour.

Promises (default: all):
${Object.entries(promises)
  .map(([name, { about }]) => `  ${name.padEnd(10)} ${about}\n`)
  .join("")}`,
  new RegExp(`^(--quick|${Object.keys(promises).join("|")})$`),
);
const quick = words.includes("--quick");
const named = words.filter((word) => word !== "--quick");
let isLost = false;
for (const [name, { about, missing, run }] of Object.entries(promises)) {
  if (named.length > 0 && !named.includes(name)) continue;
  const why = missing?.();
  if (why !== undefined) {
    console.log(`${name.padEnd(10)} left out: ${why}`);
    if (named.length > 0) isLost = true; // it was asked for
    continue;
  }
  const folder = mkdtempSync(join(tmpdir(), "assay-torture-"));
  try {
    const say = (text: string): void => void process.stderr.write(`  ${name}: ${text}\n`);
    const { tried, survived, lost } = await run({ quick, folder, say }).catch((error: unknown) => ({
      ...{ tried: 1, survived: 0, lost: [String(error)] }, // it could not be tried: not kept, as far as anybody knows
    }));
    console.log(
      `${name.padEnd(10)} ${String(tried).padStart(5)} tried ${String(survived).padStart(5)} survived   ${about}`,
    );
    for (const line of lost.slice(0, 10)) console.log(`           lost: ${line}`);
    if (survived < tried) isLost = true;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
process.exitCode = isLost ? 1 : 0;
