import { readdirSync, readFileSync } from "node:fs";

/** MiB of JavaScript's heap that any command finds enough; the arrays that are trained on do not lie in it. */
const ENOUGH_HEAP = 64;

/** MiB of address space, and files, that any command finds enough to start with, beside what Node has taken. */
const ENOUGH_SPACE = 256;
const ENOUGH_FILES = 8;

/**
 * Why a limit of this process is too small to begin with. Node ends a process that reaches one of them while it loads modules, or
 * later with V8's own stack trace, which nobody can catch.
 *
 * @returns one line; undefined where there is no such limit, or it is large enough
 */
export function tooSmallToStart(): string | undefined {
  const reason = tooSmallHeap([process.env.NODE_OPTIONS, ...process.execArgv].join(" ")) ?? tooLittleLeft();
  return reason && `[runner] ${reason}`;
}

/** @param flags Node's, of the environment and of the command line: the last one counts */
export function tooSmallHeap(flags: string): string | undefined {
  const megabytes = [...flags.matchAll(/--max[-_]old[-_]space[-_]size[= ](\d+)/g)].at(-1)?.[1];
  if (megabytes === undefined || Number(megabytes) >= ENOUGH_HEAP) return undefined;
  const limit = `Node may use only ${megabytes} MiB for JavaScript (--max-old-space-size)`;
  return `${limit}, at least ${ENOUGH_HEAP} are needed; raise the limit or leave it out`;
}

/** What Linux tells of limits; elsewhere, and where it cannot be read, nothing is known. */
function tooLittleLeft(): string | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const limits = readFileSync("/proc/self/limits", "utf8");
    const files = Number(/^Max open files +(\d+)/m.exec(limits)?.[1]); // NaN where there is none, which is never too small
    if (files - readdirSync("/proc/self/fd").length < ENOUGH_FILES) {
      return `the open files of this process are limited to ${files} (ulimit -n); raise the limit: "ulimit -n 1024"`;
    }
    const space = Number(/^Max address space +(\d+)/m.exec(limits)?.[1]) / 2 ** 20;
    if (Number.isNaN(space)) return undefined;
    const taken = Number(/^VmSize:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) / 2 ** 10;
    if (space - taken >= ENOUGH_SPACE) return undefined;
    const limit = `the address space of this process is limited to ${Math.round(space)} MiB (ulimit -v)`;
    return `${limit}, of which Node has taken ${Math.round(taken)}; raise the limit: "ulimit -v unlimited"`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EMFILE") return undefined;
    return 'this process can open no more files (ulimit -n); raise the limit: "ulimit -n 1024"';
  }
}
