import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../runs/test/sample-runs.ts";
import { pythonText, toOnnx } from "../src/index.ts";
import { moduleText, valueText } from "../src/python-text.ts";
import { needs, python } from "./python.ts";
import { randomModel } from "./random-model.ts";

const parser = needs("ast");
const NASTY = [
  '"""',
  "'",
  "a\\",
  "line\nbreak",
  "\u202eturned",
  "\u001b[2J",
  "\u{1f600}",
  "日本",
  "{x}",
  "#",
  "\ud800",
];

test.skipIf(!parser.found)(
  parser.title("names from data and records are texts in the printed Python, whatever they hold"),
  () => {
    const model = {
      ...randomModel({
        architecture: [{ type: "linear", out_features: NASTY.length }],
        input: [2],
        description: {
          input: { shape: [2], dtype: "f32", names: ["age", 'town="Bonn"'] },
          target: { kind: "class", classes: NASTY.length, names: NASTY },
        },
      }),
      ...{ run: 'a"""\nimport os\n#', version: "1\nimport os", normalize: '"""\nimport os\n"""' },
    };
    const file = join(temporaryFolder(), "model.py");
    const text = pythonText(model, 'it"s\n.pt', "torch");
    writeFileSync(file, text);
    const { lists, kinds } = JSON.parse(python("read_text.py", file));
    expect(lists).toEqual({ features: ["age", 'town="Bonn"'], classes: NASTY });
    expect(kinds).toEqual(["Import", "ImportFrom", "Assign", "Expr", "Expr", "FunctionDef", "Assign", "Assign"]);
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u2028-\u202e]/u);
    expect(toOnnx(model).length).toBeGreaterThan(100);
  },
);

test("a module's arguments are numbers, pairs, texts and truth values, defaults left out", () => {
  const named = { stride: [2, 1], padding: ["same", 0], bias: [true, true], groups: [1, 1] } as const;
  expect(moduleText("Conv2d", [3, 8, [3, 5]], named)).toBe('nn.Conv2d(3, 8, (3, 5), stride=2, padding="same")');
  expect(moduleText("AvgPool2d", [[2, 2]], { stride: [2, [2, 2]] })).toBe("nn.AvgPool2d(2)");
  expect([false, 1e-5, 1e21].map(valueText)).toEqual(["False", "0.00001", "1e+21"]);
});
