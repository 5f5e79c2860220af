import { spawn, spawnSync } from "node:child_process";
import { readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { acquireLock, lockHolder } from "../src/index.ts";
import { temporaryFolder } from "./sample-runs.ts";

const LOCK = join(import.meta.dirname, "../src/store/lock.ts");
const script = (folder: string, then: string) =>
  `import { acquireLock } from ${JSON.stringify(LOCK)}; acquireLock(${JSON.stringify(folder)}, "r"); ${then}`;
const node = (source: string) => ["--input-type=module-typescript", "-e", source];

test("a lock is held until it is released", () => {
  const folder = temporaryFolder();
  const release = acquireLock(folder, "r");
  expect(() => acquireLock(folder, "r")).toThrow(`run r is being trained by process ${process.pid}`);
  expect(lockHolder(folder, "r")?.pid).toBe(process.pid);
  expect(lockHolder(folder, "r2"), "a run whose name begins alike").toBeUndefined();
  release();
  expect(lockHolder(folder, "r")).toBeUndefined();
  expect(readdirSync(folder)).toEqual([]);
  acquireLock(folder, "r")();
});

test("another live process is refused", async () => {
  const folder = temporaryFolder();
  const holder = spawn(process.execPath, node(script(folder, 'console.log("held"); setInterval(() => {}, 1000);')));
  try {
    await new Promise((resolve) => holder.stdout.once("data", resolve));
    expect(() => acquireLock(folder, "r")).toThrow(`run r is being trained by process ${holder.pid}`);
    expect(readdirSync(folder), "the refused one leaves nothing").toHaveLength(1);
  } finally {
    const ended = new Promise((resolve) => holder.once("exit", resolve));
    holder.kill("SIGKILL");
    await ended;
  }
  expect(lockHolder(folder, "r"), "the lock of a killed process counts no more").toBeUndefined();
  expect(readdirSync(folder)).toHaveLength(1);
  const release = acquireLock(folder, "r");
  expect(readdirSync(folder), "and is removed").toHaveLength(1);
  release();
});

test("a process id that was given again does not keep a dead lock alive", () => {
  const folder = temporaryFolder();
  acquireLock(folder, "r");
  const [name = ""] = readdirSync(folder);
  const parts = name.split(".");
  const reused = [...parts.slice(0, 4), `${parts[4]}0`, ...parts.slice(5)].join(".");
  renameSync(join(folder, name), join(folder, reused));
  expect(lockHolder(folder, "r")).toBeUndefined();
  const rebooted = [...parts.slice(0, 5), "00000000", ...parts.slice(6)].join(".");
  renameSync(join(folder, reused), join(folder, rebooted));
  expect(lockHolder(folder, "r")).toBeUndefined();
});

test("a lock of another machine counts as held, and the message names its file", () => {
  const folder = temporaryFolder();
  acquireLock(folder, "r");
  const [name = ""] = readdirSync(folder);
  const elsewhere = join(folder, `${name.slice(0, -8)}ffffffff`);
  renameSync(join(folder, name), elsewhere);
  expect(() => acquireLock(folder, "r")).toThrow(`of another machine; if that has ended, delete ${elsewhere}`);
});

test("a process that ended without releasing leaves nothing that blocks", () => {
  const folder = temporaryFolder();
  const { status } = spawnSync(process.execPath, node(script(folder, "process.exit(0)")));
  expect(status).toBe(0);
  expect(readdirSync(folder)).toHaveLength(1);
  acquireLock(folder, "r")();
  expect(readdirSync(folder)).toEqual([]);
});
