import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hasServer, startServer } from "../../packages/sweeps/test/queue/redis-server.ts";
import type { Promised } from "./contract.ts";
import { assay, sleep, start } from "./processes.ts";

const WORKERS = 3;

/** A sweep on workers of which one is killed every 2 s, with a server that loses all it has and a coordinator that is killed. */
export const queue: Promised = {
  about: "trials on 3 workers, one killed every 2 s, the queue emptied, the coordinator killed: each once, as without",
  missing: () => (hasServer ? undefined : "there is no redis-server and no valkey-server"),
  async run({ quick, folder, say }) {
    const trials = quick ? 12 : 100;
    const restarts = quick ? 1 : 5;
    const deaths = quick ? 1 : 10;
    writeFileSync(join(folder, "sweep.yaml"), sweepOf(trials));
    say("the same sweep without a queue");
    const alone = assay(folder, ["sweep", "sweep.yaml", "--out", "alone", "--quiet"]);
    if (alone.status !== 0) throw new Error(alone.stderr);

    const server = await startServer();
    let isOver = false;
    const work = (n: number) =>
      start(folder, [
        "worker",
        "--queue",
        server.url,
        "--jobs",
        "1",
        "--out",
        n === 0 ? "queued" : `worker${n}`,
        "--quiet",
      ]);
    const workers = Array.from({ length: WORKERS }, (_, n) => work(n));
    const killWorkers = async (): Promise<void> => {
      for (let i = 0; !isOver; i++) {
        await sleep(2000);
        const n = i % WORKERS;
        workers[n]?.child.kill("SIGKILL");
        await workers[n]?.ended;
        if (!isOver) workers[n] = work(n);
      }
    };
    const restartServer = async (): Promise<void> => {
      for (let i = 0; i < restarts && !isOver; i++) {
        await sleep(5000);
        await server.stop();
        await sleep(1000);
        await server.start();
        say(`the server was started again, without its data (${i + 1} of ${restarts})`);
      }
    };
    const harm = [killWorkers(), restartServer()];
    let status: number | null = null;
    let stderr = "";
    for (let death = 0; ; death++) {
      const coordinator = start(folder, ["sweep", "sweep.yaml", "--out", "queued", "--queue", server.url, "--quiet"]);
      const timer = death < deaths && setTimeout(() => coordinator.child.kill("SIGKILL"), 4000);
      ({ status, stderr } = await coordinator.ended);
      if (timer) clearTimeout(timer);
      if (stderr.includes("no queue server answers")) {
        await sleep(500); // it was started while there was none
        death--;
        continue;
      }
      if (status !== null) break;
      say(`the coordinator was killed (${death + 1} of ${deaths})`);
    }
    isOver = true;
    await Promise.all(harm);
    for (const { child } of workers) child.kill("SIGINT");
    await Promise.all(workers.map(({ ended }) => ended));
    await server.stop();
    const lost = status === 0 ? [] : [`the coordinator ended with ${status}: ${stderr.trim().slice(0, 300)}`];
    const [wanted, found] = [linesIn(folder, "alone"), linesIn(folder, "queued")];
    for (const [run, line] of wanted) {
      const own = found.get(run) ?? [];
      if (own.length !== 1 || own[0] !== line[0]) lost.push(`${run}: ${own.length} lines, ${own[0] ?? "none"}`);
    }
    return { tried: trials, survived: Math.max(0, trials - lost.length), lost };
  },
};

/** What a journal has of each run, without seconds. */
function linesIn(folder: string, results: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const text of readFileSync(join(folder, results, "sweeps", "sweep", "trials.jsonl"), "utf8")
    .trim()
    .split("\n")) {
    const line = JSON.parse(text) as { readonly run: string };
    found.set(line.run, [...(found.get(line.run) ?? []), JSON.stringify({ ...line, seconds: null })]);
  }
  return found;
}

const sweepOf = (trials: number): string => `experiment:
  name: queued
  seed: 1
  data: { dataset: { type: synthetic, kind: spirals }, validation: 0.2 }
  architecture: [{ type: linear, out_features: 16 }, tanh, { type: linear, out_features: 2 }]
  optimizer: { type: adam, lr: 0.01 }
  training: { epochs: 300, batch_size: 32 }
method: random
run_cap: ${trials}
metric: { name: validation.loss, goal: minimize }
parameters: { optimizer.lr: { distribution: log_uniform, min: 0.0001, max: 0.1 } }
`;
