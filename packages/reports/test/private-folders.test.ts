import { expect, test } from "vitest";
import { runReport } from "../src/index.ts";
import { madeInput } from "./made-runs.ts";
import { show } from "./show-section.ts";

test.each([
  ["/home/someone/private/train.csv", "/home/someone/private/test.csv"],
  ["private/train.csv", "./private/test.csv"],
  ["C:\\private\\train.csv", "\\\\server\\private\\test.csv"],
  ["/private/train.csv/", "/private/with a space/test.csv"],
])("no page shows the folders of a dataset (%s)", (path, test) => {
  const dataset = { type: "csv", path, test, target: "a/b" };
  const resolved = `name: x\ndata:\n  dataset: ${JSON.stringify(dataset)}\n  validation: 0.1\n`;
  const { html, markdown } = runReport(
    madeInput({ resolved, record: { path: "/private/x/seed1" } }, { spec: { data: { dataset } } }),
  );
  // The scripts hold words of their own, in which no value of a run stands.
  const page = html.slice(html.indexOf("<body>"), html.indexOf("<script"));
  for (const text of [page, markdown]) {
    expect(text).not.toMatch(/private|someone|server/);
    for (const file of ["train.csv", "test.csv", "a/b"]) expect(text).toContain(file);
  }
});

test("an error of a failed run is shown without the folders in it", () => {
  const error = "[runs/store] /private/some/run.json: no space left on the device (ENOSPC) at 3 samples/s";
  const { text } = show("summary", madeInput({ record: { status: "failed", error } })) ?? {};
  expect(text).toContain("[runs/store] run.json: no space left on the device (ENOSPC) at 3 samples/s");
});

test("provenance has every hash, and no path of the machine", () => {
  const { text = "" } = show("provenance", madeInput()) ?? {};
  for (const letter of "abcd") expect(text).toContain(letter.repeat(64));
  expect(text).not.toContain("results/digits");
});
