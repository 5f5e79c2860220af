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

/** What a process under a limit of the shell's `ulimit` prints: address space in KiB behind -v, open files behind -n. */
function limited(limit: string, threads: number): string {
  const command = `ulimit ${limit} && exec "$0" --input-type=module --eval "$1" "$2"`;
  const run = spawnSync("sh", ["-c", command, process.execPath, program, String(threads)], { encoding: "utf8" });
  return run.stdout.trim();
}

// The figures are V8's: it starts with less than 3.5 GiB, and cannot start a second thread with 4.
test.runIf(process.platform === "linux")("a limit on the address space is named, with what to do", () => {
  expect(limited("-v 4000000", 2)).toMatch(
    /^LimitError: \[kernels\/(arena|engine)\] the address space of this process is limited to 3\.8 GiB \(ulimit -v\), .*; raise the limit: "ulimit -v unlimited"/,
  );
  expect(limited("-v 100000000", 2)).toBe("started");
});

// Some files are Node's own, and five a thread.
test.runIf(process.platform === "linux")("a limit on open files is named before a thread waits in vain", () => {
  expect(limited("-n 40", 9)).toMatch(
    /^LimitError: \[kernels\/engine\] the open files of this process are limited to 40 \(ulimit -n\), which leaves \d+ for 8 more threads; raise the limit: "ulimit -n 1024", or use fewer threads$/,
  );
  expect(limited("-n 200", 9)).toBe("started");
});
