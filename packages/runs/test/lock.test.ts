import { spawn, spawnSync } from "node:child_process";
import { readdirSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
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

/** The parts of a lock's name that a test changes. */
const [PID, START, BOOT, HOST, NAMESPACE] = [3, 4, 5, 6, 7];

/** A folder with the lock of this process, some parts of its name changed. */
function lockedWith(changes: Readonly<Record<number, string>>): { readonly folder: string; readonly file: string } {
  const folder = temporaryFolder();
  acquireLock(folder, "r");
  const [name = ""] = readdirSync(folder);
  const changed = name
    .split(".")
    .map((part, i) => changes[i] ?? part)
    .join(".");
  renameSync(join(folder, name), join(folder, changed));
  return { folder, file: join(folder, changed) };
}

const DEAD = "4294967"; // above the largest number that Linux gives
const DOUBTFUL: readonly [string, Readonly<Record<number, string>>, string][] = [
  ["of another machine", { [HOST]: "ffffffff" }, " of another machine"],
  ["of another machine, where no process has its number", { [HOST]: "ffffffff", [PID]: DEAD }, " of another machine"],
  ["of another PID namespace", { [NAMESPACE]: "ffffffff" }, " of another PID namespace"],
  [
    "of another PID namespace, where no process has its number",
    { [NAMESPACE]: "ffffffff", [PID]: DEAD, [START]: "1" },
    " of another PID namespace",
  ],
  [
    "whose namespace was unknown",
    { [NAMESPACE]: "unknown", [PID]: DEAD },
    ", of which nothing can be found out from here",
  ],
];

test.each(DOUBTFUL)("a lock %s counts as held, and the message names its file", (_, changes, place) => {
  const { folder, file } = lockedWith(changes);
  const words = `is being trained by process ${changes[PID] ?? process.pid}${place}; if that has ended, delete ${file}`;
  const message = expect.stringContaining(words);
  expect(() => acquireLock(folder, "r")).toThrow(expect.objectContaining({ name: "RefusedError", message }));
  expect(lockHolder(folder, "r")?.file).toBe(file);
  expect(readdirSync(folder), "nothing of another process is removed, and nothing is left").toEqual([basename(file)]);
});

test.each([
  ["a start that could not be found out", { [START]: "unknown" }, true],
  ["another start", { [START]: "1" }, false],
  ["another number", { [PID]: DEAD }, false],
  ["another boot", { [BOOT]: "00000000" }, false],
] as const)("of this place, a lock with %s: held is %s", (_, changes, held) => {
  const { folder } = lockedWith(changes);
  expect(lockHolder(folder, "r") !== undefined).toBe(held);
});

test.each([
  "",
  "1",
  "1.2.3",
  "0.5.00000000.00000000.0",
  "-1.5.00000000.00000000.0",
  "1e3.5.00000000.00000000.0",
  " 1.5.00000000.00000000.0",
  "1.5.00000000.00000000",
  "1.5.00000000.00000000.0.tmp",
  "1.5.0000000.00000000.0",
  "1.5.00000000.0000000G.0",
  "99999999999.5.00000000.00000000.0",
])("a lock's name of another form is nobody's to remove: %j", (name) => {
  const folder = temporaryFolder();
  const file = join(folder, `.r.lock.${name}`);
  writeFileSync(file, "");
  expect(() => acquireLock(folder, "r")).toThrow(
    `[runs/store] run r is being trained by another process, of which nothing can be found out from here; if that has ended, delete ${file}`,
  );
  expect(readdirSync(folder)).toEqual([basename(file)]);
});

/** The start of a command line that runs a command in a PID namespace of its own. */
const UNSHARE = ["--pid", "--fork", "--kill-child"];
const mayUnshare = spawnSync("unshare", [...UNSHARE, "--mount-proc", "true"]).status === 0;

test.skipIf(!mayUnshare).each([
  ["with its /proc", [...UNSHARE, "--mount-proc"], " of another PID namespace"],
  ["with the /proc of this one", UNSHARE, ", of which nothing can be found out"],
])("a process in another PID namespace, %s, holds its lock (needs the right to unshare)", async (_, flags, words) => {
  const folder = temporaryFolder();
  const held = script(folder, 'console.log("held"); setInterval(() => {}, 1000);');
  const holder = spawn("unshare", [...flags, process.execPath, ...node(held)]);
  try {
    await new Promise((resolve) => holder.stdout.once("data", resolve));
    expect(() => acquireLock(folder, "r")).toThrow(words);
    const other = spawnSync("unshare", [...flags, process.execPath, ...node(script(folder, ""))], { encoding: "utf8" });
    expect(other.stderr, "from a third namespace").toContain("RefusedError");
    expect(readdirSync(folder)).toHaveLength(1);
  } finally {
    const ended = new Promise((resolve) => holder.once("exit", resolve));
    holder.kill("SIGKILL");
    await ended;
  }
});

test("a process that ended without releasing leaves nothing that blocks", () => {
  const folder = temporaryFolder();
  const { status } = spawnSync(process.execPath, node(script(folder, "process.exit(0)")));
  expect(status).toBe(0);
  expect(readdirSync(folder)).toHaveLength(1);
  acquireLock(folder, "r")();
  expect(readdirSync(folder)).toEqual([]);
});
