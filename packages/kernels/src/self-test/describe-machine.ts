import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { platform } from "#platform";
import type { Numerics } from "../engine.ts";

/**
 * SHA-256 (hex) of all that decides which machine code the kernels become: what runs them, the processor and the kernels
 * themselves. @throws if the kernels are not built
 */
export function describeMachine(numerics: Numerics): string {
  const { version, versions, arch, execArgv, env } = process;
  const kernels = createHash("sha256").update(platform.readKernels(numerics)).digest("hex");
  const parts = [version, versions.v8, process.platform, arch, execArgv, env.NODE_OPTIONS ?? "", processor(), kernels];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** Model, stepping and abilities of the processor. */
function processor(): string {
  const model = cpus()[0]?.model ?? "";
  try {
    const [first = ""] = readFileSync("/proc/cpuinfo", "utf8").split("\n\n");
    const lines = first.split("\n").filter((line) => /^(vendor_id|cpu family|model|stepping|flags)\s*:/.test(line));
    return [model, ...lines].join("\n");
  } catch {
    return model; // not Linux
  }
}
