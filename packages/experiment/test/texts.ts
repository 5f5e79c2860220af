import { SpecError } from "../src/error.ts";
import { parseOverride } from "../src/overrides.ts";
import { parseYaml } from "../src/parse.ts";
import { createSpecLoader } from "../src/resolve.ts";
import { createFileOrigin } from "../src/source.ts";
import type { LoadedSpec } from "../src/types.ts";
import { parts } from "./parts.ts";

export const loader = createSpecLoader(parts);

/** The sections of a small valid spec. */
const SECTIONS = {
  name: "name: small",
  architecture: "architecture:\n  - flatten\n  - { type: linear, out_features: 10 }",
  optimizer: "optimizer: { type: adam, lr: 0.001 }",
  training: "training: { epochs: 1 }",
};

/** A small valid spec as text, with sections replaced, added, or left out (an empty text). */
export const specText = (sections: Readonly<Record<string, string>> = {}): string =>
  Object.values({ ...SECTIONS, ...sections })
    .filter((section) => section !== "")
    .map((section) => `${section}\n`)
    .join("");

/** Loads a spec from its text. */
export function loadText(text: string, set: readonly string[] = []): LoadedSpec {
  const document = { tree: parseYaml(createFileOrigin("spec.yaml", text)), file: "spec.yaml", source: text };
  return loader.resolve(
    document,
    set.map((flag) => parseOverride(flag)),
  );
}

/** The SpecError that something throws. */
export function refusalOf(act: () => unknown): SpecError {
  try {
    act();
  } catch (error) {
    if (error instanceof SpecError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

/** A text in which « marks a location: the text without the mark, and the location as "line:column". */
export function marked(text: string): { readonly text: string; readonly location: string } {
  const [before = "", ...rest] = text.split("«");
  if (rest.length !== 1) throw new Error(`one « is needed: ${text}`);
  const lines = before.split("\n");
  return { text: before + rest.join(""), location: `${lines.length}:${(lines.at(-1) ?? "").length + 1}` };
}
