// Imported by Node before a command, with --import: tells at its end what it has used, as JSON in the file behind its own "?file=".
import { writeFileSync } from "node:fs";

const file = new URL(import.meta.url).searchParams.get("file") ?? "/dev/null";
process.once("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const usage = { megabytes: maxRSS / 1024, seconds: (userCPUTime + systemCPUTime) / 1e6 };
  writeFileSync(file, JSON.stringify(usage));
});
