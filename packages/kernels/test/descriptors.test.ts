import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { FieldRole, Fields } from "../src/kernel.ts";
import { kernelNames, kernels } from "../src/registry.ts";

const folder = new URL("../assembly/", import.meta.url);
const textOf = (file: string): string => readFileSync(new URL(file, folder), "utf8");
const source = readdirSync(folder)
  .filter((file) => file.endsWith(".ts"))
  .sort()
  .map(textOf)
  .join("\n");

interface Field {
  readonly name: string;
  readonly type: string;
}

/** The fields of each `@unmanaged class`, in the order in which they lie in memory: those of the class it extends come first. */
const classes = new Map<string, Field[]>();
for (const [, name, base, body] of source.matchAll(/@unmanaged\s+class (\w+)(?: extends (\w+))? \{([^}]*)\}/g)) {
  const own = Array.from((body as string).matchAll(/(\w+)\s*:\s*(\w+)\s*;/g), ([, field, type]) => ({
    name: field as string,
    type: type as string,
  }));
  classes.set(name as string, [...(base ? (classes.get(base) as Field[]) : []), ...own]);
}

/** The text of each function that takes a descriptor and a range of units. */
const functions = new Map<string, string>(
  Array.from(
    source.matchAll(/export function (\w+)\(d: usize, begin: i32, end: i32\): void (\{.*?\n\})/gs),
    ([, name, body]) => [name as string, body as string],
  ),
);

/** A kernel's text with that of the functions which it hands its descriptor on to. */
const wholeText = (kernel: string): string => {
  const text = functions.get(kernel) as string;
  const helpers = Array.from(text.matchAll(/\b(\w+)\(f, /g), ([, name]) => name as string);
  return [text, ...helpers.map((name) => new RegExp(`function ${name}\\(.*?\\n\\}`, "s").exec(source)?.[0] ?? "")].join(
    "\n",
  );
};

/** The class that a kernel's descriptor is read as. */
const classOf = (kernel: string): string => /changetype<(\w+)>\(d\)/.exec(functions.get(kernel) ?? "")?.[1] ?? "none";

/** Four bytes each: an address, or the number itself. */
const typeOf = (role: FieldRole): string => (role === "i32" || role === "f32" ? role : "usize");

describe("the descriptor in AssemblyScript is the one TypeScript writes", () => {
  test("every kernel is a function of its name that takes (d, begin, end), and every such function is a kernel", () => {
    expect([...functions.keys()].sort()).toEqual([...kernelNames].sort());
  });

  test("the registry is in alphabetical order", () => {
    const say =
      "src/registry.ts must list the kernels in alphabetical order, so that two new ones seldom meet in one line";
    expect(kernelNames, say).toEqual([...kernelNames].sort());
  });

  test.each(kernelNames)("%s: its descriptor is called f", (kernel) => {
    const say = `${kernel} must begin with \`const f = changetype<…>(d);\`: these tests find the uses of its fields by that name`;
    expect(functions.get(kernel) ?? "", say).toMatch(/const f = changetype<\w+>\(d\);/);
  });

  test("every kernel is exported by the module", () => {
    const exported: readonly string[] = textOf("index.ts").match(/\w+/g) ?? [];
    expect(kernelNames.filter((name) => !exported.includes(name))).toEqual([]);
  });

  test.each(kernelNames)("%s: names, types and order of the fields", (kernel) => {
    const fields = Object.entries(kernels[kernel].fields as Fields);
    expect(classes.get(classOf(kernel))).toEqual(fields.map(([name, role]) => ({ name, type: typeOf(role) })));
  });

  test.each(kernelNames)("%s: tensors that may be absent are looked at before use, the others are not", (kernel) => {
    const text = wholeText(kernel);
    for (const [name, role] of Object.entries(kernels[kernel].fields as Fields)) {
      if (typeOf(role) !== "usize") continue;
      const looked = new RegExp(`f\\.${name} (\\?|== 0)|!f\\.${name}\\)|if \\(f\\.${name}\\)`).test(text);
      expect(looked, name).toBe(role.endsWith("?"));
    }
  });

  test("no class is left without a kernel", () => {
    const used = new Set(kernelNames.map(classOf));
    expect([...classes.keys()].filter((name) => !used.has(name))).toEqual([]);
  });
});

describe("numbers that stand in two files", () => {
  const reference = (file: string): string => readFileSync(new URL(`../src/${file}`, import.meta.url), "utf8");
  const constant = (text: string, name: string): number =>
    Number(new RegExp(`const ${name}(?:: \\w+)? = ([\\d_]+);`).exec(text)?.[1] ?? Number.NaN);

  test("elements of a unit of an update, pixels of a depthwise tile", () => {
    expect(constant(reference("kernels/depthwise.ts"), "PIXELS")).toBe(constant(textOf("depthwise.ts"), "PIXELS"));
    expect(constant(reference("kernels/run.ts"), "RUN")).toBe(constant(textOf("common.ts"), "RUN"));
  });

  test("samples of a block of the sparse weight gradient", () => {
    expect(constant(reference("kernels/linear_sparse.ts"), "BLOCK")).toBe(
      constant(textOf("linear_sparse.ts"), "BLOCK"),
    );
  });

  test("channels of a unit of the gradients of group normalization", () => {
    expect(constant(reference("kernels/group_norm.ts"), "CHANNELS")).toBe(
      constant(textOf("group_norm_sums.ts"), "CHANNELS"),
    );
  });

  test("lines of the workers", () => {
    expect(constant(reference("engine.ts"), "WORKER_BYTES")).toBe(2 ** constant(textOf("team.ts"), "WORKER_SHIFT"));
  });

  test("words of the control block", () => {
    const control = /const CONTROL = \{(.*?)\}/s.exec(reference("engine.ts"))?.[1] ?? "";
    const offsets = Array.from(
      control.matchAll(/(\w+): (\d+)/g),
      ([, name, offset]) => [name as string, Number(offset)] as const,
    );
    expect(offsets.length).toBeGreaterThanOrEqual(7);
    for (const [name, offset] of offsets) {
      const upper = name.replace(/[A-Z]/g, "_$&").toUpperCase();
      expect(constant(textOf("team.ts"), upper), name).toBe(offset);
    }
  });
});
