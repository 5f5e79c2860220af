import { expect, it } from "vitest";
import { typeOfAlias } from "../src/parts.ts";
import { nearestWord } from "../src/suggest.ts";
import { parts } from "./parts.ts";

it("a word that is spelt with other capitals or separators is nearer than one that is a letter off", () => {
  const known = ["relu", "leaky_relu", "prelu", "gelu", "batch_norm"];
  expect(["PReLU", "GELU", "ReLU", "LeakyReLU", "BatchNorm"].map((word) => nearestWord(word, known))).toEqual([
    "prelu",
    "gelu",
    "relu",
    "leaky_relu",
    "batch_norm",
  ]);
});

it("an alias is found whatever its capitals and separators", () => {
  const registries = { ...parts, layers: { norm: { schema: {}, aliases: ["layer_normalization"] } } };
  for (const name of ["layer_normalization", "LayerNormalization", "layer-normalization"])
    expect(typeOfAlias(registries, "layer", name)).toBe("norm");
  expect(typeOfAlias(registries, "layer", "normalization")).toBeUndefined();
});
