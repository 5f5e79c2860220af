import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { WorstExamples } from "@assay/training/events";
import { expect, test } from "vitest";
import { openRun, ResultError, readWorst } from "../src/index.ts";
import { fakeOutcome } from "./fake-outcome.ts";
import { request, temporaryFolder } from "./sample-runs.ts";

/** The folder of a finished run that has these worst examples. */
function runWith(worst: WorstExamples): string {
  const asked = request(temporaryFolder());
  const run = openRun(asked);
  run.finish({ ...fakeOutcome(asked.loaded, asked), worst }, 1);
  return run.path;
}

const images = (side: number, count: number): WorstExamples => ({
  ...{ shape: [side, side, 3], dtype: "u8" },
  examples: Array.from({ length: count }, (_, index) => ({
    ...{ index, label: "cat", predicted: 'a "dog"', score: Math.fround(0.9) },
    input: Uint8Array.from({ length: side * side * 3 }, (_, i) => (i * 31 + index) % 256),
  })),
});

test("images are read as they were, scores as the nearest short decimal", () => {
  const worst = images(5, 24);
  const read = readWorst(runWith(worst));
  expect(read).toEqual({ ...worst, examples: worst.examples.map((example) => ({ ...example, score: 0.9 })) });
});

test("rows of a table are read as the same floats", () => {
  const input = Float32Array.of(0.1, -1e-20, 3);
  const worst: WorstExamples = {
    ...{ shape: [3], dtype: "f32" },
    examples: [{ index: 7, label: [1.5], predicted: [Math.fround(0.1)], input }],
  };
  const [example] = readWorst(runWith(worst))?.examples ?? [];
  expect(example).toEqual({ index: 7, label: [1.5], predicted: [0.1], input });
});

test("the file stays below 512 KiB: of large images there are fewer, the worst ones", () => {
  const folder = runWith(images(200, 24));
  expect(statSync(join(folder, "worst.json")).size).toBeLessThanOrEqual(512 * 1024);
  expect(readWorst(folder)?.examples.map(({ index }) => index)).toEqual([0, 1, 2]); // 160,000 characters each
});

test("where not one image fits there is no file, and where nothing was wrong an empty list", () => {
  const folder = runWith(images(400, 2));
  expect(existsSync(join(folder, "worst.json"))).toBe(false);
  expect(readWorst(folder)).toBeUndefined();
  expect(readWorst(runWith(images(5, 0)))).toEqual({ shape: [5, 5, 3], dtype: "u8", examples: [] });
});

const EXAMPLE = { index: 1, label: "2", predicted: "1", score: 0.5, input: "AAECAw==" };
const file = (example: object, more: object = {}) => ({
  ...{ shape: [2, 2, 1], dtype: "u8", examples: [{ ...EXAMPLE, ...example }] },
  ...more,
});

test.each([
  ["no JSON", "[", "is not valid JSON"],
  ["no shape", file({}, { shape: undefined }), '"shape" is missing'],
  ["a shape that no memory holds", file({}, { shape: [1e6, 1e6, 1e6] }), '"shape" is'],
  ["another dtype", file({}, { dtype: "i8" }), '"dtype" is "i8"'],
  ["examples that are no list", file({}, { examples: { length: 1e9 } }), '"examples" is'],
  ["too many examples", file({}, { examples: new Array(25).fill(EXAMPLE) }), '"examples" is'],
  ["an index of -1", file({ index: -1 }), '"examples" is'],
  ["a label that is a number", file({ label: 2 }), '"examples" is'],
  ["a label that is a list beside a name", file({ label: [2] }), '"examples" is'],
  ["a score that is null", file({ score: null }), '"examples" is'],
  ["no input", file({ input: undefined }), '"input" is missing'],
  ["an input that is too short", file({ input: "AAEC" }), '"input" is "AAEC"'],
  ["an input that is too long", file({ input: "AAECAwQFBgcI" }), '"input" is'],
  ["an input that is no base64", file({ input: "AA\u0000CAw==" }), '"input" is'],
  ["padding in the middle", file({ input: "AA==Aw==" }), '"input" is'],
  ["an input of numbers for bytes", file({ input: [0, 1, 2, 3] }), '"input" is'],
  ["a text for numbers", file({}, { dtype: "f32" }), '"input" is'],
  ["a number too few", file({ input: [1, 2, 3] }, { dtype: "f32" }), '"input" is'],
])("%s is refused, with the file", (_title, content, says) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "worst.json"), typeof content === "string" ? content : JSON.stringify(content));
  expect(() => readWorst(folder)).toThrow(ResultError);
  expect(() => readWorst(folder)).toThrow(`${join(folder, "worst.json")}: ${says}`);
});

test("a file that is too large is not read", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "worst.json"), " ".repeat(512 * 1024 + 1));
  expect(() => readWorst(folder)).toThrow("must be a file of at most 524288 bytes");
});
