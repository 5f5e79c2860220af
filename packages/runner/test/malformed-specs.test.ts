import { globSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SpecError } from "@assay/experiment/error";
import { loadSpec, prepare } from "@assay/training/checking";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { SPEC, temporaryFolder } from "../../runs/test/sample-runs.ts";
import { ASSAY, FAKE, finish } from "./commands/processes.ts";

const EXPERIMENTS = join(import.meta.dirname, "../../../experiments");
const specs = globSync("**/*.yaml", { cwd: EXPERIMENTS })
  .filter((file) => !file.includes("sweep"))
  .sort();

/** Puts a value in the place of a top-level section, flow or block. */
const replaced = (text: string, key: string, value: string): string =>
  `${text.replace(new RegExp(`^${key}:[^\\n]*\\n(?:[ \\-#][^\\n]*\\n)*`, "m"), "")}\n${key}: ${value}\n`;

/** Mutations each of which makes any valid spec a wrong one, by what the language of specs says, whatever the spec is. */
const MUTATIONS: Readonly<Record<string, (text: string) => string>> = {
  "a key twice": (text) => `${text}\nname: again\n`,
  "a name of another type": (text) => replaced(text, "name", "[1]"),
  "a name with a slash": (text) => replaced(text, "name", "../outside"),
  "a name of 300 letters": (text) => replaced(text, "name", "a".repeat(300)),
  "a name that Windows reserves": (text) => replaced(text, "name", "con"),
  "an absolute name": (text) => replaced(text, "name", "/etc/passwd"),
  "a name with a NUL": (text) => replaced(text, "name", '"a\\0b"'),
  "a seed below zero": (text) => replaced(text, "seed", "-1"),
  "a seed past 2^53": (text) => replaced(text, "seed", "9007199254740993"),
  "a seed that is no number": (text) => replaced(text, "seed", ".nan"),
  "a seed that is infinite": (text) => replaced(text, "seed", "1e999"),
  "a seed with a fraction": (text) => replaced(text, "seed", "1.5"),
  "no optimizer": (text) => replaced(text, "optimizer", ""),
  "an unknown optimizer": (text) => replaced(text, "optimizer", "{ type: adamm, lr: 0.1 }"),
  "a learning rate in words": (text) => replaced(text, "optimizer", "{ type: sgd, lr: fast }"),
  "a negative learning rate": (text) => replaced(text, "optimizer", "{ type: sgd, lr: -1 }"),
  "an unknown key": (text) => `${text}\noptimiser: sgd\n`,
  "an unknown key of a section": (text) => replaced(text, "training", "{ epochs: 1, epoch: 2 }"),
  "both epochs and steps": (text) => replaced(text, "training", "{ epochs: 1, steps: 2 }"),
  "no length": (text) => replaced(text, "training", "{ batch_size: 8 }"),
  "a batch of nothing": (text) => replaced(text, "training", "{ epochs: 1, batch_size: 0 }"),
  "more held out than there is": (text) => replaced(text, "data", "{ dataset: mnist, validation: 60000 }"),
  "a dataset that nobody knows": (text) => replaced(text, "data", "{ dataset: { type: mnits } }"),
  "a file that is not there": (text) =>
    replaced(text, "data", "{ dataset: { type: csv, path: nowhere.csv, target: y } }"),
  "no layers": (text) => replaced(text, "architecture", "[]"),
  "a layer that nobody knows": (text) => replaced(text, "architecture", "[flaten, { type: linear, out_features: 10 }]"),
  "a linear layer on an image": (text) => replaced(text, "architecture", "[{ type: linear, out_features: 10 }]"),
  "too few outputs": (text) => replaced(text, "architecture", "[flatten, { type: linear, out_features: 9 }]"),
  "a kernel larger than the image": (text) =>
    replaced(
      text,
      "architecture",
      "[{ type: conv2d, out_channels: 2, kernel_size: 99 }, flatten, { type: linear, out_features: 10 }]",
    ),
  "a custom tag": (text) => replaced(text, "seed", '!!js/function "1"'),
  "a directive": (text) => `%YAML 1.1\n---\n${text}`,
  "two documents": (text) => `${text}\n---\nname: second\n`,
  "an alias without an anchor": (text) => replaced(text, "seed", "*nothing"),
  "a bracket that is not closed": (text) => `${text}\nmetrics: [accuracy\n`,
  "a tab in the place of blanks": (text) => `${text}\nloss:\n\ttype: mse\n`,
  "a control character": (text) => `${text}\n# \u0007\n`,
  __proto__: (text) => `${text}\n__proto__: { polluted: true }\n`,
  "a constructor in an option": (text) =>
    replaced(text, "optimizer", "{ type: sgd, lr: 0.1, constructor: { prototype: 1 } }"),
  "checkpoints twice": (text) =>
    replaced(text, "training", "{ epochs: 1, checkpoint: { every_epochs: 1, every_minutes: 1 } }"),
  "a best by the test split": (text) =>
    replaced(text, "training", "{ epochs: 1, checkpoint: { best: test.accuracy } }"),
};

test("40 mutations of every shipped spec: an error with file, line and column each, and nothing is written", () => {
  const folder = temporaryFolder();
  let tried = 0;
  for (const spec of specs) {
    const text = readFileSync(join(EXPERIMENTS, spec), "utf8");
    for (const [what, mutate] of Object.entries(MUTATIONS)) {
      const file = join(folder, "spec.yaml");
      writeFileSync(file, mutate(text));
      const about = `${spec}, ${what}`;
      let error: unknown;
      try {
        prepare(loadSpec(file));
      } catch (thrown) {
        error = thrown;
      }
      expect(error, about).toBeInstanceOf(SpecError);
      const { printed } = error as SpecError;
      expect(printed, about).toMatch(/spec\.yaml:\d+:\d+: \[[a-z/_0-9]+\] \S/);
      expect(printed, about).not.toMatch(/undefined|\[object|TypeError|RangeError| at \S+ \(/);
      expect(printed.length, about).toBeLessThan(1500);
      tried++;
    }
  }
  expect(readdirSync(folder)).toEqual(["spec.yaml"]);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(tried).toBeGreaterThanOrEqual(300);
});

/** A spec of many layers. */
const large = (layers: string): string =>
  `name: large\ndata: { dataset: mnist }\noptimizer: adam\ntraining: { epochs: 1 }\narchitecture: [${layers}flatten, { type: linear, out_features: 10 }]\n`;

/** What is refused by its form or its size, whatever it says. */
const HOSTILE: readonly (readonly [what: string, text: string | Uint8Array, says: string])[] = [
  [
    "a billion laughs",
    `a: &a [x, x, x, x, x, x, x, x, x, x]\n${"bcdefghij"
      .split("")
      .map((key, i) => `${key}: &${key} [${Array(10).fill(`*${"abcdefghij"[i]}`).join(", ")}]`)
      .join("\n")}\n`,
    "more than 10000 values, aliases counted in full",
  ],
  ["a depth of 100,000", `${"[".repeat(100_000)}\n`, "nested more than 64 deep"],
  ["1 MB of brackets", "[".repeat(1_000_000), "the file has 1000000 bytes, at most 262144 are read"],
  ["20,000 keys", Array.from({ length: 20_000 }, (_, i) => `k${i}: 1\n`).join(""), "more than 90000 YAML tokens"],
  [
    "a depth of 700 by indentation",
    Array.from({ length: 700 }, (_, i) => `${" ".repeat(i)}-\n`).join(""),
    "nested more than 64 deep",
  ],
  [
    "a long text that aliases repeat",
    `a: [&a ${"x".repeat(9000)}, ${"*a, ".repeat(9000)}]`,
    "more than 262144 characters",
  ],
  ["more layers than can be kept", large("batch_norm, ".repeat(4000)), "make architecture smaller"],
  [
    "doublings in each other",
    large("{ type: concat, branches: [[], []] }, ".repeat(1100)),
    "at most 1073741824 values",
  ],
  ["bytes that are no UTF-8", Uint8Array.of(0x61, 0x3a, 0x20, 0xff, 0xfe), "the file is not UTF-8 text"],
  ["UTF-16", Buffer.from("\ufeffname: a", "utf16le"), "the file is not UTF-8 text"],
  ["nothing", "", "there is nothing in it"],
];

test.each(HOSTILE)("%s: refused", (_, text, says) => {
  const file = join(temporaryFolder(), "spec.yaml");
  writeFileSync(file, text);
  expect(() => prepare(loadSpec(file))).toThrow(
    expect.objectContaining({ name: "SpecError", message: expect.stringContaining(says) }),
  );
});

describe("on the command line", () => {
  const spec = join(EXPERIMENTS, "mlp-adam.yaml");

  test.each([
    [
      "a path of 2,000 keys",
      [spec, "--set", `${Array(2000).fill("a").join(".")}=1`],
      "a path has at most 64 keys, got 2000",
    ],
    ["__proto__ in a path", [spec, "--set", "optimizer.__proto__.x=1"], 'the key "__proto__" is not allowed'],
    ["a name that leaves the results", [spec, "--set", "name=../x"], "name"],
    ["an override that is no YAML", [spec, "--set", "optimizer.lr=[1"], "broken YAML"],
  ])("%s: exit 2, no stack trace, nothing written", (_, args, message) => {
    const cwd = temporaryFolder();
    const { status, stderr } = finish(ASSAY, cwd, ["run", ...args]);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(message) });
    expect(stderr).not.toMatch(/a bug in Assay| at \S+:\d+/);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test("diff names the run whose resolved.yaml is a bomb", () => {
    const cwd = temporaryFolder();
    for (const name of ["one", "two"]) {
      writeFileSync(join(cwd, `${name}.yaml`), stringify({ ...SPEC, name }));
      finish(FAKE, cwd, ["run", `${name}.yaml`, "--quiet"]);
    }
    const [run = ""] = readdirSync(join(cwd, "results", "two"));
    writeFileSync(join(cwd, "results", "two", run, "resolved.yaml"), "[".repeat(1 << 20));
    const { status, stderr } = finish(FAKE, cwd, ["diff", "one", "two"]);
    const says = `error: two/${run}: resolved.yaml is refused: lists and maps are nested more than 64 deep\n`;
    expect({ status, stderr }).toEqual({ status: 1, stderr: says });
  });

  test("a linked results folder is not written through", () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, "outside"));
    mkdirSync(join(cwd, "results"));
    symlinkSync(join(cwd, "outside"), join(cwd, "results", "mlp-adam"));
    const { status, stderr } = finish(ASSAY, cwd, ["run", spec, "--set", "training.epochs=1"]);
    expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringContaining("is a symbolic link") });
    expect(readdirSync(join(cwd, "outside"))).toEqual([]);
  });
});
