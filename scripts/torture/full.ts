import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Promised } from "./contract.ts";
import { assay } from "./processes.ts";
import { runIn, traceOf, unharmed, writeSpec } from "./training.ts";

/** A real file system of 4 MB that fills. */
export const full: Promised = {
  about: "a file system of 2 to 4 MB fills: exit 1 naming the file, and with space again the run goes on to its end",
  missing: () => (process.getuid?.() === 0 && existsSync("/proc/mounts") ? undefined : "only root may mount a tmpfs"),
  async run({ quick, folder, say }) {
    const whole = join(folder, "whole");
    mkdirSync(whole);
    const expected = unharmed(whole);
    const sizes = quick ? [600] : [100, 300, 600, 900, 1200];
    const lost: string[] = [];
    for (const size of sizes) {
      const cwd = join(folder, `small-${size}`);
      mkdirSync(cwd);
      spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size}k`, "none", cwd]);
      try {
        const spec = writeSpec(cwd);
        const { status, stderr } = assay(cwd, ["run", spec, "--quiet"]);
        const isSaid = status === 0 || (status === 1 && stderr.includes("no space left on the device"));
        spawnSync("mount", ["-o", "remount,size=16m", cwd]);
        const again = assay(cwd, ["run", spec, "--quiet"]);
        const run = runIn(cwd);
        const isSame = again.status === 0 && run !== undefined && traceOf(run) === expected;
        if (!isSaid || !isSame)
          lost.push(
            `${size} KB: exit ${status}, again ${again.status}, alike: ${isSame}; ${stderr.trim().slice(0, 300)}`,
          );
        say(`${size} KB: exit ${status}, then ${again.status}`);
      } finally {
        spawnSync("umount", [cwd]);
      }
    }
    return { tried: sizes.length, survived: sizes.length - lost.length, lost };
  },
};
