import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loadSpec, prepare, train } from "@assay/training";
import { afterAll, expect, test, vi } from "vitest";
import { fillCifar10 } from "../../data/test/cifar-files.ts";
import { fillIdx } from "../../data/test/idx-files.ts";
import { png } from "../../data/test/image-files.ts";

const folder = mkdtempSync(join(tmpdir(), "assay-data-document-"));
vi.stubEnv("XDG_CACHE_HOME", join(folder, "cache"));
afterAll(() => rmSync(folder, { recursive: true }));

const filled = (path: string, fill: (folder: string) => void): void => {
  mkdirSync(join(folder, "data", path), { recursive: true });
  fill(join(folder, "data", path));
};
const text = (file: string, content: string): void => {
  const path = join(folder, "data", file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
};
const each = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

// The data that the document's specs name, in miniature.
const image = [28, 28];
filled("fashion-mnist", (path) =>
  fillIdx(path, { image, packed: true, train: each(80, (i) => i % 10), test: each(20, (i) => i % 10) }),
);
filled("emnist", (path) => {
  for (const [name, classes] of [["letters", 26] as const, ["digits", 10] as const]) {
    const labels = (count: number) => each(count, (i) => 1 + (i % classes));
    fillIdx(path, { image, prefix: `emnist-${name}-`, testName: "test", train: labels(260), test: labels(52) });
  }
});
filled("cifar-10-batches-bin", (path) => {
  fillCifar10(path);
  // As many records as a batch of 128 needs, equally many in each file.
  for (let batch = 1; batch <= 5; batch++) {
    const file = join(path, `data_batch_${batch}.bin`);
    const records = readFileSync(file);
    writeFileSync(file, Buffer.concat(each(20, () => records)));
  }
});
for (const [i, name] of ["cat", "dog"].entries()) {
  for (let number = 0; number < 10; number++) {
    const path = join(folder, "data", "pictures", name);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, `${number}.png`), png(10 * i + number, 40, 30));
  }
}
text(
  "flowers.csv",
  `colour,length,width,species\n${each(60, (i) => `${i % 2 ? "red" : "blue"},${i / 10},${(i % 3) + i / 100},${["iris", "rose", "lily"][i % 3]}\n`).join("")}`,
);
text(
  "houses.csv",
  `area;rooms;town;price;part\n${each(60, (i) => `${50 + i};${i === 7 ? "" : 1 + (i % 4)};${i % 2 ? "Bonn" : "Ulm"};${1 + i / 60};${i % 5 ? "train" : "test"}\n`).join("")}`,
);

const document = readFileSync(new URL("../../../docs/data.md", import.meta.url), "utf8");
const specs = Array.from(document.matchAll(/```yaml\n([\s\S]*?)```/g), ([, spec]) => spec as string);
const named = specs.map((spec) => [/^name: (.*)$/m.exec(spec)?.[1] ?? "", spec] as const);

test("the document has a spec for each kind of dataset but mnist", () => {
  const kinds = new Set(specs.map((spec) => /type: (idx|cifar|csv|image_folder|synthetic)\b/.exec(spec)?.[1]));
  expect([...kinds].sort()).toEqual(["cifar", "csv", "idx", "image_folder", "synthetic"]);
});

test.each(named)("the spec of %s trains as it stands, on data of its kind", async (name, spec) => {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, spec);
  const prepared = prepare(loadSpec(file, { set: ["training.epochs=1", "lr_schedule=constant"] }));
  const outcome = await train(prepared, {
    ...{ threads: 1, numerics: "fused", listeners: [] },
    signal: new AbortController().signal,
  });
  expect(outcome.status).toBe("completed");
  expect(outcome.test?.loss).toBeGreaterThan(0);
  expect(outcome.validation?.loss).toBeGreaterThan(0);
});
