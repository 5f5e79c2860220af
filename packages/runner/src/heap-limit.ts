/** MiB of JavaScript's heap that any command finds enough; the arrays that are trained on do not lie in it. */
const ENOUGH = 64;

/**
 * Why a limit on JavaScript's heap is too small to begin with. V8 ends a process that reaches its limit with a stack trace of
 * its own, which nobody can catch.
 *
 * @param flags Node's, of the command line and of NODE_OPTIONS
 * @returns one line; undefined where there is no such limit, or it is large enough
 */
export function tooSmallHeap(flags: string): string | undefined {
  const megabytes = [...flags.matchAll(/--max[-_]old[-_]space[-_]size[= ](\d+)/g)].at(-1)?.[1];
  if (megabytes === undefined || Number(megabytes) >= ENOUGH) return undefined;
  const limit = `Node may use only ${megabytes} MiB for JavaScript (--max-old-space-size)`;
  return `[runner] ${limit}, at least ${ENOUGH} are needed; raise the limit or leave it out`;
}
