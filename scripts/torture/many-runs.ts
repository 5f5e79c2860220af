// Many commands one after the other in this process; what it holds then, as JSON on stderr. Started by flat.ts with --expose-gc.
import { readdirSync } from "node:fs";
import { main } from "../../packages/runner/src/commands/main.ts";

const [spec = "", runs = "", looks = ""] = process.argv.slice(2);
const held: { runs: number; megabytes: number; files: number }[] = [];
for (let i = 1; i <= Number(runs); i++) {
  await main(["run", spec, "--quiet", "--seed", String(i), "--threads", "2"]);
  if (i % Number(looks) === 0) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 100)); // threads that end take a moment
    globalThis.gc?.();
    const files = process.platform === "linux" ? readdirSync("/proc/self/fd").length : 0;
    held.push({ runs: i, megabytes: process.memoryUsage().rss / 2 ** 20, files });
  }
}
process.stderr.write(JSON.stringify(held));
