import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/**
 * When a process started, as the system counts it: with the process id this tells a process from a later one that was
 * given the same number. `undefined` when there is no such process.
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
    return undefined;
  }
}

/** Fields 3 (state) and 22 (start, in clock ticks since boot) of proc(5)'s stat; the name before them may hold blanks. */
function startOnLinux(pid: number): string | undefined {
  const stat = readOr(`/proc/${pid}/stat`, "");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
}

/** What tells this machine, and its present uptime, from others. */
export const machineIdentity = (): { readonly host: string; readonly boot: string } => ({
  host: short(hostname()),
  boot: short(readOr("/proc/sys/kernel/random/boot_id", "")),
});

const short = (text: string): string => createHash("sha256").update(text.trim()).digest("hex").slice(0, 8);

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return otherwise;
  }
}
