// The same bits everywhere: prints the hash of the final weights of each training and ends with 1 if two differ.
import { wordsOf } from "./arguments.ts";

const words = wordsOf(
  `Usage: pnpm run check-bits [MAJOR...] [--browsers] [--arm64]

Without flags: trains every shipped spec, cut short, on 1 to 4 threads, and with --no-revectorize,
under each major version of Node (default: 22 24 26), which it fetches from npm into a temporary
folder. Takes minutes.

--browsers: trains one spec in Chromium and Firefox, --arm64: under Node for ARM64, which
install-arm64 has put into .cache; fused and strict, on 1 and 2 threads, against this Node.

Prints the hash of the final weights of each; exit 1 if two differ.
`,
  /^(\d+|--browsers|--arm64)$/,
);
const majors = words.filter((word) => !word.startsWith("--"));
await import("./build.ts");
const { print } = await import("./check-bits/table.ts");

let equal = true;
if (words.includes("--browsers")) {
  const { inBrowsers } = await import("./check-bits/browsers.ts");
  equal = (await print(inBrowsers())) && equal;
}
if (words.includes("--arm64")) {
  const { onArm64 } = await import("./check-bits/arm64.ts");
  equal = (await print(onArm64())) && equal;
}
if (majors.length > 0 || words.length === 0) {
  const { underMajors } = await import("./check-bits/majors.ts");
  equal = (await print(underMajors(majors.length > 0 ? majors : ["22", "24", "26"]))) && equal;
}
console.log(equal ? "equal: one hash a spec and numerics" : "NOT equal");
process.exitCode = equal ? 0 : 1;
