import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bringUpToDate } from "../bring-up-to-date.ts";
import { buildFiles } from "../build-files.ts";

const checkout = fileURLToPath(new URL("../..", import.meta.url));

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "assay-build-"));
  for (const file of ["package.json", "pnpm-lock.yaml", "turbo.json"]) cpSync(join(checkout, file), join(root, file));
  const kernels = "packages/kernels";
  for (const folder of ["assembly", "scripts", "package.json"]) {
    cpSync(join(checkout, kernels, folder), join(root, kernels, folder), { recursive: true });
  }
  write("packages/data/package.json", "{}");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const PRODUCT = "packages/kernels/build/fused.wasm";
const SOURCE = "packages/kernels/assembly/gemm.ts";
const read = (file: string) => readFileSync(join(root, file), "utf8");

function write(file: string, text: string): void {
  mkdirSync(join(root, file, ".."), { recursive: true });
  writeFileSync(join(root, file), text);
}

/** Brings the copy of the checkout up to date, with a product that tells which source it is of; whether it was built. */
function built(meanwhile = () => {}): boolean {
  let done = false;
  bringUpToDate(root, () => {
    done = true;
    write(PRODUCT, `made from ${read(SOURCE)}`);
    meanwhile();
  });
  return done;
}

describe("what is up to date", () => {
  it("is built once", () => {
    expect(built()).toBe(true);
    expect(built()).toBe(false);
    expect(built()).toBe(false);
  });

  it.each<[string, () => void]>([
    ["a kernel was changed", () => write(SOURCE, `${read(SOURCE)}// changed\n`)],
    ["a kernel was added", () => write("packages/kernels/assembly/deeper/new.ts", "")],
    ["a kernel was removed", () => rmSync(join(root, SOURCE.replace("gemm", "dropout")))],
    ["the build was changed", () => write("packages/kernels/scripts/build.ts", "")],
    [
      "the compiler is of another version",
      () => write("pnpm-lock.yaml", read("pnpm-lock.yaml").replace("0.28", "0.29")),
    ],
    ["other files are built from", () => write("turbo.json", read("turbo.json").replace('"scripts/**", ', ""))],
    [
      "another package has something to build",
      () => write("packages/data/package.json", '{"scripts":{"build":"tsc"}}'),
    ],
    ["a product is missing", () => rmSync(join(root, PRODUCT))],
    ["a product is not what was built", () => write(PRODUCT, "something else")],
    ["a product is there that was not built", () => write("packages/kernels/build/other.wasm", "")],
  ])("is built again when %s", (_title, change) => {
    built();
    change();
    expect(built()).toBe(true);
    expect(read(PRODUCT)).toBe(`made from ${read(SOURCE)}`);
    expect(built()).toBe(false);
  });

  it("is told by the contents: size and times of a changed kernel may be the same", () => {
    built();
    const { atime, mtime } = statSync(join(root, SOURCE));
    write(SOURCE, read(SOURCE).replace("for", "rof"));
    utimesSync(join(root, SOURCE), atime, mtime);
    expect(built()).toBe(true);
  });

  it("is not known after a build during which a kernel was changed, or one that failed", () => {
    const original = read(SOURCE);
    built(() => write(SOURCE, "changed meanwhile"));
    expect(built()).toBe(true);
    write(SOURCE, original);
    const failing = () =>
      built(() => {
        throw new Error("out of paper");
      });
    expect(failing).toThrow("out of paper");
    expect(built()).toBe(true);
  });

  it("depends on every file that turbo hashes", () => {
    const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1" };
    const turbo = join(checkout, "node_modules/.bin/turbo");
    const { stdout } = spawnSync(turbo, ["run", "build", "--dry=json"], { cwd: checkout, encoding: "utf8", env });
    const { tasks } = JSON.parse(stdout) as {
      tasks: { command: string; directory: string; inputs: Record<string, string> }[];
    };
    const hashed = tasks
      .filter(({ command }) => command !== "<NONEXISTENT>")
      .flatMap(({ directory, inputs }) => Object.keys(inputs).map((file) => `${directory}/${file}`));
    expect(hashed).toContain("packages/kernels/assembly/index.ts");
    const common = ["package.json", "pnpm-lock.yaml", "turbo.json"];
    expect(buildFiles(checkout).sources).toEqual([...common, ...hashed].sort());
  });
});
