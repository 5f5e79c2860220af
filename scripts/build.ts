// Builds what is not up to date: the kernels, through turbo, which has kept the products of sources built before.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { bringUpToDate } from "./bring-up-to-date.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

bringUpToDate(root, () => {
  process.stderr.write("Building the kernels; once, and again when their sources change …\n");
  const { status, error, stdout, stderr } = spawnSync("turbo", ["run", "build", "--output-logs=errors-only"], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", TURBO_PRINT_VERSION_DISABLED: "1" },
  });
  if (!error && status === 0) return;
  process.stderr.write(`[build] the kernels could not be built\n${error?.message ?? ""}${stdout ?? ""}${stderr ?? ""}`);
  process.exit(1);
});
