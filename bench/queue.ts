import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { acquireLock } from "@assay/runs/store";
import { coordinate, openJournal, type Search, type Setting, type Trial } from "@assay/sweeps";
import { openTrialQueue, type Payload, readAddress } from "@assay/sweeps/queue";
import { hasServer, startServer } from "../packages/sweeps/test/queue/redis-server.ts";
import type { Section } from "./section.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

const WORKER = fileURLToPath(new URL("queue-worker.ts", import.meta.url));

/** Workers of one process. */
const TOGETHER = 125;
/** Trials that each worker gets. */
const ROUNDS = 8;

/** What passing trials through a queue takes, from few workers to many. */
export const queue: Section = {
  about: "a sweep's coordinator with 10, 100 and 1,000 simulated workers on a queue server",
  when: "named",
  async run({ quick, say }) {
    const head = ["workers", "trials", "seconds", "trials/s", "of the most", "coordinator's CPU, ms a trial"];
    const notes = [
      "Workers that sleep for a second and send 20 kB; the coordinator with its journal, its locks and what it checks, but " +
        "for the folders of runs. The most: each worker without a pause. Server, workers and coordinator share this machine.",
    ];
    if (!hasServer) {
      return [
        { title: "Queue", head, rows: [], notes: ["Left out: there is no redis-server and no valkey-server here."] },
      ];
    }
    const rows: string[][] = [];
    for (const workers of quick ? [10] : [10, 100, 1000]) {
      say(`${workers} workers`);
      rows.push(await measure(workers, quick ? 20 : ROUNDS * workers));
    }
    return [{ title: "Queue", head, rows, notes }];
  },
};

/** A row of the table. */
async function measure(workers: number, trials: number): Promise<string[]> {
  const server = await startServer();
  const counts = Array.from({ length: Math.ceil(workers / TOGETHER) }, (_, i) =>
    Math.min(TOGETHER, workers - i * TOGETHER),
  );
  const processes = counts.map((count) => fork(WORKER, [server.url, String(count)]));
  try {
    await Promise.all(processes.map((process) => once(process, "message")));
    return await inTemporaryFolder(async (folder) => {
      const address = readAddress(server.url);
      const queue = await openTrialQueue({
        ...{ address, say: () => undefined },
        async receive(_, { files }, result, read) {
          for (const file of files) for await (const piece of read(file)) piece.at(0);
          return result;
        },
      });
      const [cpu, began] = [process.cpuUsage(), performance.now()];
      await coordinate<Trial>({
        search: searchOf(trials),
        trialsOf: (_, number) => [{ number, setting: number, identity: "", seed: 1, run: runOf(number) }],
        journal: openJournal(folder),
        executor: {
          get slots() {
            return queue.slots;
          },
          run: ({ number }, _, signal) => queue.run(payloadOf(number), signal),
        },
        claim: ({ number }) => acquireLock(folder, `trial${number}`),
        isOver: () => true,
        goal: "minimize",
        signal: new AbortController().signal,
        tell: (event) => event.type === "result" && queue.settle(event.trial.run),
      });
      const seconds = (performance.now() - began) / 1000;
      const { user, system } = process.cpuUsage(cpu);
      await queue.close();
      const share = (100 * trials) / seconds / workers;
      return [
        ...[String(workers), String(trials), seconds.toFixed(1), (trials / seconds).toFixed(1)],
        ...[`${share.toFixed(0)} %`, ((user + system) / 1000 / trials).toFixed(2)],
      ];
    });
  } finally {
    const left = processes.map((process) => process.exitCode ?? once(process, "exit"));
    for (const process of processes) process.disconnect();
    await Promise.all(left);
    await server.stop();
  }
}

/** As many settings as there are trials, which wait for nothing. */
function searchOf(count: number): Search {
  const settings: Setting[] = [];
  return {
    settings,
    next() {
      if (settings.length === count) return "end";
      settings.push({ number: settings.length });
      return "found";
    },
  };
}

const runOf = (number: number): string => `simulated/seed${number}-0123abcd`;

/** As long as the spec of a net with some layers. */
const payloadOf = (number: number): Payload => ({
  version: 1,
  title: `trial ${number + 1}`,
  run: runOf(number),
  spec: `name: simulated # ${"-".repeat(2000)}\n`,
  numerics: "fused",
  revectorize: false,
  metric: { name: "validation.loss", goal: "minimize" },
  bounds: [],
  expects: { version: "1", data: "0".repeat(64) },
  shared: { sweep: "simulated", token: "0".repeat(32) },
});
