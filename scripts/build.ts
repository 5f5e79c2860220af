// Builds what is not up to date: the kernels, through turbo, which knows from their sources whether it has to.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { status, error, stdout, stderr } = spawnSync("turbo", ["run", "build", "--output-logs=errors-only"], {
  cwd: root,
  encoding: "utf8",
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", TURBO_PRINT_VERSION_DISABLED: "1" },
});
if (error || status !== 0) {
  process.stderr.write(`[build] the kernels could not be built\n${error?.message ?? ""}${stdout ?? ""}${stderr ?? ""}`);
  process.exit(1);
}
