import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { temporaryFolder } from "../../../runs/test/sample-runs.ts";
import { hasServer, startServer } from "../../../sweeps/test/queue/redis-server.ts";
import { ASSAY, finish, start } from "../commands/processes.ts";
import { end, sweepOf, worker } from "./commands.ts";
import { journalOf, writeSweep } from "./sweep-file.ts";

const NAMES = [0, 1].map((i) => `assay${process.pid}${"ab"[i]}`);
const HEAD = `10.${(process.pid >> 8) % 200}.${process.pid % 256}`;
const ip = (...args: string[]): boolean => spawnSync("ip", args, { stdio: "ignore" }).status === 0;
afterAll(() => {
  for (const name of NAMES) ip("netns", "del", name);
});

/** Namespaces that reach this one through a cable alone: other machines, as far as the network is concerned. */
const areThere =
  hasServer &&
  process.getuid?.() === 0 &&
  NAMES.every(
    (name, i) =>
      ip("netns", "add", name) &&
      ip("link", "add", name, "type", "veth", "peer", "name", "cable", "netns", name) &&
      ip("addr", "add", `${HEAD}.${4 * i + 1}/30`, "dev", name) &&
      ip("-n", name, "addr", "add", `${HEAD}.${4 * i + 2}/30`, "dev", "cable") &&
      ip("link", "set", name, "up") &&
      ip("-n", name, "link", "set", "cable", "up"),
  );

const title = "workers in network namespaces of their own train a sweep whose coordinator is in another one";
test.skipIf(!areThere)(areThere ? title : `${title} (left out: needs root, ip netns and redis-server)`, async () => {
  const server = await startServer({ bind: ["127.0.0.1", `${HEAD}.1`, `${HEAD}.5`], password: "apart" });
  try {
    const folder = temporaryFolder();
    const file = writeSweep(folder, "apart");
    const workers = NAMES.map((name, i) => {
      const url = `redis://:apart@${HEAD}.${4 * i + 1}:${server.port}`;
      return worker(folder, url, name, 1, ["ip", "netns", "exec", name]);
    });
    await Promise.all(workers.map(({ says }) => says("Taking trials")));
    const { status, stderr } = await start(ASSAY, folder, sweepOf(file, "queued", server.url)).ended;
    expect(status, stderr).toBe(0);
    expect(await end(...workers)).toEqual([130, 130]);
    finish(ASSAY, folder, sweepOf(file, "local"));
    expect(journalOf(join(folder, "queued"), "apart")).toEqual(journalOf(join(folder, "local"), "apart"));
  } finally {
    await server.stop();
  }
});
