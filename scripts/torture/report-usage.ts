// Imported by Node before a command, with --import: tells at its end what it has used, as JSON in the file behind its own "?file=".
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL(import.meta.url).searchParams.get("file") ?? "/dev/null";
process.once("exit", () => {
  const { user, system } = process.cpuUsage(); // of all threads; time by the clock depends on who else is computing
  // maxRSS of resourceUsage may be that of the parent process.
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  writeFileSync(file, JSON.stringify({ seconds: (user + system) / 1e6, megabytes: Number(kilobytes) / 1000 }));
});
