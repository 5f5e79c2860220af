import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Contestant } from "./contestant.ts";
import { openPeer } from "./peer.ts";

const SOURCE = fileURLToPath(new URL("javascript", import.meta.url));
/** Where the packages are kept from run to run, outside the workspace: Assay does not depend on them. */
const FOLDER = fileURLToPath(new URL("../../.cache/peers", import.meta.url));

const LIBRARIES = [
  { name: "jax-js", args: ["jax_steps.js"] },
  { name: "TensorFlow.js wasm", args: ["tfjs_steps.js", "wasm"] },
  { name: "TensorFlow.js cpu", args: ["tfjs_steps.js", "cpu"] },
];

export const JAVASCRIPT_NOTES = [
  "TensorFlow.js and jax-js run on one thread in Node, which has no WebGPU: jax-js on its WebAssembly back end, " +
    "TensorFlow.js on that and on its JavaScript one (cpu). Instead of a speed stands why there is none.",
];

/** Installs the pinned versions, unless they are there; the folder, or undefined where npm fails. */
export function installJavascript(): string | undefined {
  const manifest = join(FOLDER, "package.json");
  const wanted = readFileSync(join(SOURCE, "package.json"), "utf8");
  const current = existsSync(join(FOLDER, "node_modules")) && readFileSync(manifest, "utf8") === wanted;
  mkdirSync(FOLDER, { recursive: true });
  cpSync(SOURCE, FOLDER, { recursive: true });
  if (current) return FOLDER;
  const args = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  const { status } = spawnSync("npm", args, { cwd: FOLDER, stdio: ["ignore", "ignore", "inherit"] });
  return status === 0 ? FOLDER : undefined;
}

/** The libraries installed in a folder. */
export const javascriptIn = (folder: string): Contestant[] =>
  LIBRARIES.map(({ name, args: [script = "", ...rest] }) => ({
    name,
    request: ({ network, threads }) => (threads === 1 ? { prepare: network } : undefined),
    open: () => openPeer({ command: process.execPath, args: [join(folder, script), ...rest] }),
  }));
