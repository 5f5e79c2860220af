import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const MANIFEST = fileURLToPath(new URL("package.json", import.meta.url));
/** Where the driver is kept from run to run, outside of the workspace: Assay does not depend on it. */
const FOLDER = fileURLToPath(new URL("../../../../.cache/browser", import.meta.url));
const DRIVER = join(FOLDER, "node_modules/playwright-core/index.mjs");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** What is used of a page of playwright-core, which is not there where types are checked. */
export interface BrowserPage {
  goto(address: string): Promise<unknown>;
  evaluate<T>(code: string): Promise<T>;
  on(event: "console", listener: (message: { type(): string; text(): string }) => void): void;
  on(event: "pageerror", listener: (error: Error) => void): void;
  on(event: "request", listener: (request: { url(): string }) => void): void;
  emulateMedia(media: { media?: "print" | "screen" }): Promise<void>;
  hover(selector: string, options?: { position: { x: number; y: number } }): Promise<void>;
  screenshot(options: { path?: string; type?: "png"; clip?: object }): Promise<Buffer>;
  close(): Promise<void>;
}

export interface Browser {
  newPage(options: {
    viewport: { width: number; height: number };
    colorScheme?: "light" | "dark";
    javaScriptEnabled?: boolean;
    deviceScaleFactor?: number;
  }): Promise<BrowserPage>;
  close(): Promise<void>;
}

/** What is missing for a browser; undefined where there is one. */
export const missingBrowser: string | undefined = !existsSync(CHROMIUM)
  ? `there is no ${CHROMIUM}; CHROMIUM may name another`
  : existsSync(DRIVER)
    ? undefined
    : "its driver is not installed: node scripts/install-browser.ts";

/** Installs the pinned driver, unless it is there. @returns whether it is */
export function installDriver(): boolean {
  const manifest = join(FOLDER, "package.json");
  const same = () => readFileSync(manifest, "utf8") === readFileSync(MANIFEST, "utf8");
  if (existsSync(DRIVER) && existsSync(manifest) && same()) return true;
  mkdirSync(FOLDER, { recursive: true });
  cpSync(MANIFEST, manifest);
  const args = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  return spawnSync("npm", args, { cwd: FOLDER, stdio: ["ignore", "ignore", "inherit"] }).status === 0;
}

/** Starts Chromium. @throws Error where it or its driver is missing */
export async function openBrowser(): Promise<Browser> {
  const { chromium } = await import(pathToFileURL(DRIVER).href);
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
}
