import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseYaml } from "../src/parse.ts";
import { createFileOrigin } from "../src/source.ts";
import { plainOf } from "../src/tree.ts";
import { writeYaml } from "../src/write-yaml.ts";

const WORDS =
  "on On ON yes no y n Y N off true True false null Null ~ 2024-01-05 2024-01-05T10:00:00Z 1_000 0o7 012 0x1F 0b1 1:30 " +
  "1:30:00.5 .5 5. -.5 +1 1e5 1e-8 1.0e-8 .inf -.inf .nan .NaN = << - ? : # & * ! | > % @ ` [a] {a} a:b -a 0 00 007";
const texts = [
  ...WORDS.split(" "),
  ...[
    "",
    " ",
    " a",
    "a ",
    "a: b",
    "a #b",
    "a\nb\n",
    "\ttab",
    'a"b',
    "it's",
    "back\\slash",
    "- a",
    "key: [1, 2]",
    "---",
  ],
  ...["ä", "日本", "\u{1f600}", "\u0085", "\u2028x", "\ufeff", "\u007f", "\u0000", "\u001b[2J", "x".repeat(300)],
  ...["mlp-adam", "/data/mnist.csv", "cnn_v1.2", "e5", "E-3", "inf", "nan"],
];
const numbers = [
  ...[0, 1, -1, 0.1, 1e-8, 1.5e-10, -3e-7, 1e-300, 5e-324, 1 / 3, 1e16, 1e17, 1e20, 1e21, 1.5e300, -1e22],
  ...[Number.MAX_SAFE_INTEGER, Number.MAX_VALUE, 0.30000000000000004],
];
/** What no version of YAML may read as something else. */
const NASTY = {
  texts,
  numbers,
  others: [true, false, null, [], {}, [[1, [2]], [{ a: [{ b: 1 }] }]]],
  keys: Object.fromEntries(texts.map((text, index) => [text, index])),
};

describe("YAML that Assay writes", () => {
  const text = writeYaml(NASTY);

  it.each(["1.1", "1.2"] as const)("reads the same under YAML %s", (version) => {
    expect(parse(text, { version })).toEqual(NASTY);
  });

  it("is what Assay reads", () => {
    expect(plainOf(parseYaml(createFileOrigin("a.yaml", text)))).toEqual(NASTY);
  });

  it("quotes what is no plain word, and nothing else; an exponent has a dot and a sign before it", () => {
    expect(
      writeYaml({ name: "mlp-adam", eps: 1e-8, big: 1e17, on: "on", list: ["1e10", "none"], empty: [], no: null }),
    ).toBe(
      'name: mlp-adam\neps: 1.0e-8\nbig: 1.0e+17\n"on": "on"\nlist:\n  - "1e10"\n  - none\nempty: []\n"no": null\n',
    );
  });

  const python = spawnSync("/usr/bin/python3", ["-c", "import yaml"]).status === 0;
  const title = "reads the same to PyYAML";
  it.skipIf(!python)(python ? title : `${title} (left out: /usr/bin/python3 has no module yaml)`, () => {
    const program = "import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin.read())))";
    const { stdout, stderr } = spawnSync("/usr/bin/python3", ["-c", program], { input: text, encoding: "utf8" });
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual(NASTY);
  });
});
