import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A browser that opens a page without a window. */
export interface Browser {
  readonly name: "Chromium" | "Firefox";
  /** "Chromium 156.0.8078.108"; undefined where it is not installed. */
  readonly version: string | undefined;
  /** What is missing, and what to do; undefined where nothing is. */
  readonly missing: string | undefined;
  /** Opens a page, in a profile of its own that is removed afterwards. */
  open(address: string): { close(): Promise<void> };
}

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FIREFOX = process.env.FIREFOX ?? "/usr/bin/firefox-esr";

/** What a browser's `--version` says it is: "Mozilla Firefox 153.8.0esr" without the maker. */
function versionOf(command: string): string | undefined {
  if (!existsSync(command)) return undefined;
  const said = execFileSync(command, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return /(?:Chromium|Firefox) [\d.]+/.exec(said)?.[0] ?? said.trim();
}

function browser(
  name: Browser["name"],
  command: string,
  variable: string,
  argumentsFor: (profile: string) => readonly string[],
): Browser {
  return {
    name,
    get version() {
      return versionOf(command);
    },
    missing: existsSync(command) ? undefined : `there is no ${command}; ${variable} may name another`,
    open(address) {
      const profile = mkdtempSync(join(tmpdir(), "assay-browser-"));
      // A group of its own: a browser is many processes. A home of its own: it writes settings there.
      const child = spawn(command, [...argumentsFor(profile), address], {
        detached: true,
        stdio: "ignore",
        env: { ...process.env, HOME: profile },
      });
      const exited = new Promise<void>((resolve) => {
        child.once("exit", () => resolve());
        child.once("error", () => resolve());
      });
      // In a group of its own it would outlive this process.
      const kill = (): void => end(child);
      const interrupted = (): never => process.exit(130);
      process.once("exit", kill).once("SIGINT", interrupted).once("SIGTERM", interrupted);
      return {
        async close() {
          process.off("exit", kill).off("SIGINT", interrupted).off("SIGTERM", interrupted);
          kill();
          await exited;
          rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
        },
      };
    },
  };
}

function end({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** Debian's, or those that CHROMIUM and FIREFOX name. */
export const browsers: readonly Browser[] = [
  browser("Chromium", CHROMIUM, "CHROMIUM", (profile) => [
    ...["--headless", "--no-sandbox", "--no-first-run", "--disable-dev-shm-usage", "--disable-gpu"],
    ...["--disable-background-networking", `--user-data-dir=${profile}`],
  ]),
  browser("Firefox", FIREFOX, "FIREFOX", (profile) => ["--headless", "--no-remote", "--profile", profile]),
];
