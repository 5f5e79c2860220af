import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Outcome, Promised } from "./contract.ts";
import { sleep, start } from "./processes.ts";

const SPEC = `name: torture
seed: 1
data: { dataset: mnist, validation: 5000 }
architecture: [flatten, { type: linear, out_features: 4096 }, relu, { type: linear, out_features: 4096 }, relu, { type: linear, out_features: 10 }]
optimizer: adam
training: { epochs: 2, batch_size: full }
`;

/** A step of a minute and more on one thread. */
export const longStep: Promised = {
  about:
    "SIGINT and SIGTERM within a step that takes a minute, in a training, --profile and gradcheck: over within 5 s",
  async run({ quick, folder, say }): Promise<Outcome> {
    writeFileSync(join(folder, "long.yaml"), SPEC);
    const lost: string[] = [];
    const cases = [
      ["SIGINT", 130, ["run"]],
      ["SIGTERM", 143, ["run"]],
      ["SIGINT", 130, ["run", "--profile"]],
      ["SIGINT", 130, ["gradcheck"]],
      ["SIGTERM", 143, ["run", "--profile"]],
    ] as const;
    const chosen = quick ? cases.slice(1, 4) : cases;
    for (const [name, code, args] of chosen) {
      const { child, ended } = start(folder, [...args, "long.yaml", "--quiet", "--threads", "1"]);
      await sleep(8000);
      const before = performance.now();
      child.kill(name);
      const { status } = await ended;
      const seconds = (performance.now() - before) / 1000;
      say(`${name} ${args.join(" ")}: exit ${status} after ${seconds.toFixed(1)} s`);
      if (status !== code || seconds > 5)
        lost.push(`${name} ${args.join(" ")}: exit ${status} after ${seconds.toFixed(1)} s`);
    }
    return { tried: chosen.length, survived: chosen.length - lost.length, lost };
  },
};
