import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** What is there to be known and could not be found out. It equals nothing, itself included. */
export const UNKNOWN = "unknown";

/**
 * When a process started, as the system counts it: with the process id this tells a process from a later one that was
 * given the same number. `undefined` when there is no such process, `UNKNOWN` where there is one of which nobody says when.
 */
export function startOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return undefined;
  }
  if (process.platform === "linux") return startOnLinux(pid);
  if (process.platform === "win32") return "0"; // no cheap source: there, the number alone decides
  try {
    const environment = { ...process.env, LC_ALL: "C", TZ: "UTC" };
    return short(execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", env: environment }));
  } catch {
    return UNKNOWN;
  }
}

/** Fields 3 (state) and 22 (start, in clock ticks since boot) of proc(5)'s stat; the name before them may hold blanks. */
function startOnLinux(pid: number): string | undefined {
  const stat = readOr(`/proc/${pid}/stat`, "");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" || fields[0] === "X" ? undefined : (fields[19] ?? UNKNOWN);
}

/** Where a process number means anything. */
export interface ProcessPlace {
  /** The machine: its name and, where it has one, its identity, as copies of one machine have one name. */
  readonly host: string;
  /** Its present uptime. */
  readonly boot: string;
  /** The namespaces in which processes are numbered and their starts counted: containers have their own. */
  readonly namespace: string;
}

export const processPlace = (): ProcessPlace => ({
  host: short(`${hostname()}\n${readOr("/etc/machine-id", "")}`),
  boot: short(readOr("/proc/sys/kernel/random/boot_id", "")),
  namespace: namespace(),
});

/** Namespaces(7) of this process. A /proc that is another namespace's, as after a bare `unshare --pid`, knows other processes. */
function namespace(): string {
  if (process.platform !== "linux") return "0";
  try {
    if (readlinkSync("/proc/self") !== String(process.pid)) return UNKNOWN;
    return short(`${readlinkSync("/proc/self/ns/pid")}\n${linkOr("/proc/self/ns/time", "")}`);
  } catch {
    return UNKNOWN;
  }
}

const short = (text: string): string => createHash("sha256").update(text.trim()).digest("hex").slice(0, 8);

function linkOr(path: string, otherwise: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return otherwise;
  }
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return otherwise;
  }
}
