import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../runs/test/sample-runs.ts";
import { endLeases } from "../../../sweeps/test/queue/leases.ts";
import { hasServer, startServer, type TestServer, titleWithServer } from "../../../sweeps/test/queue/redis-server.ts";
import { ASSAY, finish, start } from "../commands/processes.ts";
import { end, sweepOf, worker } from "./commands.ts";
import { journalOf, withoutSeconds, writeSweep } from "./sweep-file.ts";

const PASSWORD = "s3cr3t-p@ss";

/** Long enough for something to happen meanwhile. */
const LONG = { epochs: 1500 };

/** All files of a folder, by their paths in it. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe.skipIf(!hasServer)(titleWithServer("a sweep on many machines"), () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ password: PASSWORD });
  });
  afterAll(() => server?.stop());

  test("its journal, its table and its runs are those of the same sweep here, whether files are shared or sent; the password is nowhere", async () => {
    const folder = temporaryFolder();
    const file = writeSweep(folder, "same");
    const local = finish(ASSAY, folder, sweepOf(file, "local"));
    const workers = [
      worker(folder, server.url, "queued"),
      worker(folder, server.url, "a"),
      worker(folder, server.url, "b"),
    ];
    await Promise.all(workers.map(({ says }) => says("Taking trials")));
    const queued = await start(ASSAY, folder, sweepOf(file, "queued", server.url)).ended;
    expect(await end(...workers)).toEqual([130, 130, 130]);
    expect(queued.status, queued.stderr).toBe(local.status);
    expect(withoutSeconds(queued.stdout).replaceAll("queued", "local")).toBe(withoutSeconds(local.stdout));
    expect(journalOf(join(folder, "queued"), "same")).toEqual(journalOf(join(folder, "local"), "same"));
    const inPlace = (out: string) =>
      filesIn(join(folder, out, "tiny")).map((path) => path.slice(join(folder, out).length));
    expect(inPlace("queued").sort()).toEqual(inPlace("local").sort());
    for (const path of inPlace("local").filter((name) => name.endsWith("model.safetensors"))) {
      expect(readFileSync(join(folder, "queued", path)).equals(readFileSync(join(folder, "local", path)))).toBe(true);
    }
    expect(
      ["a", "b", "queued/sweeps/.workers", "queued/sweeps/.sent"].filter((name) => existsSync(join(folder, name))),
    ).toEqual([]);
    const stopped = journalOf(join(folder, "queued"), "same").find(({ status }) => status === "stopped")?.run;
    const resumed = ["queued", "local"].map((out) =>
      finish(ASSAY, folder, ["resume", join(out, String(stopped)), "--out", out, "--json"]),
    );
    expect(resumed.map(({ status }) => status)).toEqual([0, 0]);
    const [here, there] = resumed.map((ended) => JSON.parse(ended.stdout).hashes);
    expect(here, "a trial that was stopped early goes on from what was sent").toEqual(there);
    const texts = [
      ...filesIn(folder).map((path) => readFileSync(path, "latin1")),
      ...(await Promise.all(workers.map(({ ended }) => ended))).map(({ stderr, stdout }) => stderr + stdout),
      queued.stdout + queued.stderr,
    ];
    expect(texts.filter((text) => text.includes(PASSWORD) || text.includes(encodeURIComponent(PASSWORD)))).toEqual([]);
  });

  test("a worker that is killed and one that is frozen past its lease cost time alone; Ctrl-C at both sides loses nothing", async () => {
    const folder = temporaryFolder();
    const file = writeSweep(folder, "harm", LONG);
    const [killed, frozen] = [worker(folder, server.url, "a"), worker(folder, server.url, "b")];
    const stopped = start(ASSAY, folder, sweepOf(file, "queued", server.url));
    const experiment = (out: string) =>
      expect
        .poll(() => existsSync(join(folder, out, "sweeps/.workers")) && filesIn(join(folder, out)).length, {
          timeout: 20_000,
        })
        .toBeGreaterThan(1);
    await Promise.all([experiment("a"), experiment("b")]);
    killed.child.kill("SIGKILL");
    frozen.child.kill("SIGSTOP");
    expect(await end(stopped)).toEqual([130]);
    const areTaken = await endLeases(server.url);
    const last = worker(folder, server.url, "c", 2);
    const queued = start(ASSAY, folder, sweepOf(file, "queued", server.url));
    await expect.poll(areTaken, { timeout: 60_000 }).toBe(true);
    frozen.child.kill("SIGCONT");
    const { status, stdout, stderr } = await queued.ended;
    expect(await end(last, frozen)).toEqual([130, 130]);
    const local = finish(ASSAY, folder, sweepOf(file, "local"));
    expect(status, stderr).toBe(local.status);
    expect(withoutSeconds(stdout).replaceAll("queued", "local")).toBe(withoutSeconds(local.stdout));
    expect(journalOf(join(folder, "queued"), "harm")).toEqual(journalOf(join(folder, "local"), "harm"));
  }, 180_000);

  test("a worker with other data gives the trial back and ends with exit 3; the coordinator says why", async () => {
    const folder = temporaryFolder();
    const csv = join(folder, "data.csv");
    const rows = (shift: number) => Array.from({ length: 200 }, (_, i) => `${i % 7},${(i * shift) % 5},${"ab"[i % 2]}`);
    const write = (shift: number) => writeFileSync(csv, ["x,y,label", ...rows(shift)].join("\n"));
    write(1);
    const file = writeSweep(folder, "data", { dataset: { type: "csv", path: csv, target: "label", kind: "class" } });
    const queued = start(ASSAY, folder, sweepOf(file, "queued", server.url));
    await queued.says("No worker is there");
    write(2);
    const unfit = await worker(folder, server.url, "a").ended;
    expect(unfit.status, unfit.stderr).toBe(3);
    expect(unfit.stderr).toMatch(/error: \[sweeps\/worker\] tiny has other data here: [0-9a-f]{8}… instead of /);
    await queued.says("tiny has other data here");
    write(1);
    const fit = worker(folder, server.url, "b");
    expect((await queued.ended).status).toBe(0);
    await end(fit);
  });

  test("a database that the server does not have is an error, and not the first one", () => {
    const { status, stderr } = finish(ASSAY, temporaryFolder(), ["worker", "--queue", `${server.url}/99`]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: \[sweeps\/queue\] the queue server .* has no database 99\n$/);
  });

  test("where no server is, both commands end with one line that shows no password", () => {
    const folder = temporaryFolder();
    const file = writeSweep(folder, "none");
    const url = `redis://me:${encodeURIComponent(PASSWORD)}@127.0.0.1:1`;
    for (const args of [["worker", "--queue", url], sweepOf(file, "queued", url)]) {
      const { status, stderr, stdout } = finish(ASSAY, folder, args);
      expect([status, stdout]).toEqual([1, ""]);
      expect(stderr).toMatch(
        /^error: \[sweeps\/queue\] no queue server answers at 127\.0\.0\.1:1 \(ECONNREFUSED\); .*\n$/,
      );
    }
    const threads = finish(ASSAY, folder, [...sweepOf(file, "queued", url), "--threads", "2"]);
    expect(threads.status).toBe(2);
    expect(threads.stderr).toMatch(/^error: \[runner\/commands\] --threads is the workers' .*\n$/);
    for (const [given, code] of [
      ["", 2],
      ["http://me:s3cr3t@head", 2],
    ] as const) {
      const { status, stderr } = finish(ASSAY, folder, ["worker"], { ASSAY_QUEUE: given });
      expect(status).toBe(code);
      expect(stderr).toMatch(/^error: .*\n$/);
      expect(stderr).not.toContain("s3cr3t");
    }
  });
});
