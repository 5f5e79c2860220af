import { expect, test } from "vitest";
import { predictionsCsv } from "../src/store/predictions.ts";
import { parsePredictions } from "../src/store/read-predictions.ts";

const classes = {
  kind: "class",
  label: Uint8Array.of(7, 2),
  predicted: Int32Array.of(7, 1),
  score: Float32Array.of(0.75, 0.1),
} as const;

test.each(["probability", "output"] as const)("a score is called what it is: %s", (score_is) => {
  expect(predictionsCsv({ ...classes, score_is })).toBe(`index,label,predicted,${score_is}\n0,7,7,0.75\n1,2,1,0.1\n`);
});

test("values stand beside their targets, numbered where an example has several", () => {
  const [target, predicted] = [Float32Array.of(1, 2, 3, 4), Float32Array.of(1.5, 2, 3, 0.1)];
  expect(predictionsCsv({ kind: "values", size: 2, target, predicted })).toBe(
    "index,target_0,predicted_0,target_1,predicted_1\n0,1,1.5,2,2\n1,3,3,4,0.1\n",
  );
  expect(predictionsCsv({ kind: "values", size: 1, target, predicted })).toBe(
    "index,target,predicted\n0,1,1.5\n1,2,2\n2,3,3\n3,4,0.1\n",
  );
});

test("no name of a class is a formula to a spreadsheet, and all are read back as they were", () => {
  const names = ["=1+1", "'=1", "@x", "+a", "-a", "\t", "＝", "-1", "+1", "'", "''", "a,b", '"', "", "two\nlines"];
  const label = Uint8Array.from(names, (_, i) => i);
  const text = predictionsCsv({ ...classes, names, label, predicted: Int32Array.from(label), score_is: "output" });
  expect(text.split("\n").slice(1, 10)).toEqual([
    ...["0,'=1+1,'=1+1,0.75", "1,''=1,''=1,0.1", "2,'@x,'@x,0", "3,'+a,'+a,0", "4,'-a,'-a,0"],
    ...["5,'\t,'\t,0", "6,'＝,'＝,0", "7,-1,-1,0", "8,+1,+1,0"],
  ]);
  expect(parsePredictions(text)).toMatchObject({ label: names, predicted: names });
});
