import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const program = `
import { createEngine } from ${JSON.stringify(new URL("../src/index.ts", import.meta.url).href)};
try {
  const engine = createEngine({ threads: Number(process.argv[1]) });
  await engine.close();
  console.log("started");
} catch (error) {
  console.log(error.name + ": " + error.message);
}
`;

/** What a process prints whose address space has so many KiB; `ulimit` is the shell's. */
function limited(kib: number, threads: number): string {
  const command = `ulimit -v ${kib} && exec "$0" --input-type=module --eval "$1" "$2"`;
  const run = spawnSync("sh", ["-c", command, process.execPath, program, String(threads)], { encoding: "utf8" });
  return run.stdout.trim();
}

// The figures are V8's: it starts with less than 3.5 GiB, and cannot start a second thread with 4.
test.runIf(process.platform === "linux")("a limit on the address space is named, with what to do", () => {
  expect(limited(4_000_000, 2)).toMatch(
    /^InputError: \[kernels\/(arena|engine)\] the address space of this process is limited to 3\.8 GiB \(ulimit -v\), .*; raise the limit: "ulimit -v unlimited"/,
  );
  expect(limited(100_000_000, 2)).toBe("started");
});
